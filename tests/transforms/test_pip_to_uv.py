"""pip_to_uv: what a reviewer sees of each case, and the table of options and variables, row by row."""

import re

import pytest

from migrator.dockerfile import parse
from migrator.engine import Status
from migrator.findings import Change, Note, Refusal
from migrator.knowledge import Knowledge
from migrator.registry import knowledge_folders
from migrator.run import Runner
from tests.cases import cases, migrate, show, sound
from transforms.pip_to_uv import pip_to_uv

RUNNER = Runner((pip_to_uv,), Knowledge.load(*knowledge_folders()), isolated=True)


@pytest.mark.parametrize("path", cases("pip_to_uv"))
def test_case(path, seen):
    assert show(path, "pip-to-uv") == seen


@pytest.mark.parametrize("path", cases("pip_to_uv"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, "pip-to-uv")


@pytest.mark.parametrize("path", cases("pip_to_uv"))
def test_no_call_of_pip_is_passed_over(path):
    result = migrate(path, "pip-to-uv")
    called = re.compile(
        r"(?<![\w./-])(?:[\w./${}-]*/)?(?:pip[0-9.]*|python[0-9.]*\s+-m\s+pip)\s+(?:-\S+\s+)*install\b"
    )
    for one in parse(result.before).instructions:
        text = re.sub(r"\\\r?\n|\", \"", " ", result.before.slice(one.span))
        if one.keyword == "RUN" and called.search(text) and "echo" not in text and "uv pip" not in text:
            assert any(one.line <= outcome.line <= one.end_line for outcome in result.outcomes), text


def uv(tmp_path, run, head=""):
    """Migrate one RUN on python:3.12-slim; give its last command, and the findings."""
    path = tmp_path / "Dockerfile"
    path.write_text(f"FROM python:3.12-slim\n{head}RUN {run}\n")
    result = RUNNER.file(path).result
    assert result.failure is None
    last = parse(result.after).instructions[-1]
    return last.value.text, [
        outcome.finding for outcome in result.outcomes if outcome.status is not Status.SILENCED
    ]


SYSTEM = "uv pip install --system"
OPTIONS = {
    # kept
    "-r r.txt": "-r r.txt",
    "-c c.txt x": "-c c.txt x",
    "--build-constraint c.txt x": "--build-constraint c.txt x",
    "-e .": "-e .",
    ".": ".",
    "'.[more]'": "'.[more]'",
    "-U x": "-U x",
    "--upgrade x": "--upgrade x",
    "-q x": "-q x",
    "-qq x": "-qq x",
    "-v x": "-v x",
    "--no-deps x": "--no-deps x",
    "--dry-run x": "--dry-run x",
    "-f links x": "-f links x",
    "--find-links=links x": "--find-links=links x",
    "--no-index -f links x": "--no-index -f links x",
    "--prefix /p x": "--prefix /p x",
    "-t /t x": "-t /t x",
    "--target=/t x": "--target=/t x",
    "--only-binary=:all: x": "--only-binary=:all: x",
    "--only-binary x x": "--only-binary x x",
    "--no-binary :none: x": "--no-binary :none: x",
    "--no-build-isolation x": "--no-build-isolation x",
    "--config-settings a=b x": "--config-settings a=b x",
    "-C a=b x": "-C a=b x",
    "--require-hashes -r r.txt": "--require-hashes -r r.txt",
    "--break-system-packages x": "--break-system-packages x",
    "--group dev": "--group dev",
    "--no-color x": "--no-color x",
    "--pre x": "--pre x",
    "--trusted-host h x": "--trusted-host h x",
    "--keyring-provider subprocess x": "--keyring-provider subprocess x",
    # said in another way
    "-i U x": "--default-index U x",
    "--index-url=U x": "--default-index=U x",
    "--pypi-url U x": "--default-index U x",
    "--extra-index-url U x": "--index-strategy unsafe-best-match --extra-index-url U x",
    "--no-dependencies x": "--no-deps x",
    "--force-reinstall x": "--reinstall x",
    "-I x": "--reinstall x",
    "--ignore-installed x": "--reinstall x",
    "-I --target /t x": "--target /t x",
    "--compile x": "--compile-bytecode x",
    "--isolated x": "--no-config x",
    "--progress-bar off x": "--no-progress x",
    "--uploaded-prior-to P2D x": "--exclude-newer P2D x",
    "--user x": '--prefix "$HOME/.local" x',
    # dropped
    "--no-cache-dir x": "x",
    "--no-cache x": "x",
    "--cache-dir /c x": "x",
    "--no-compile x": "x",
    "--disable-pip-version-check x": "x",
    "--no-input x": "x",
    "--no-python-version-warning x": "x",
    "--no-warn-script-location x": "x",
    "--no-warn-conflicts x": "x",
    "--root-user-action=ignore x": "x",
    "--root-user-action ignore x": "x",
    "--use-pep517 x": "x",
    "--use-feature=fast-deps x": "x",
    "--prefer-binary x": "x",
    "--upgrade-strategy only-if-needed x": "x",
    "--progress-bar on x": "x",
    "--no-user x": "x",
}
REFUSED = [
    "--root /r x",
    "--timeout 7.5 x",
    "--src /s x",
    "--exists-action w x",
    "--no-clean x",
    "--report r.json x",
    "--log l x",
    "--ignore-requires-python x",
    "--require-virtualenv x",
    "--platform manylinux2014_x86_64 x",
    "--abi cp312 x",
    "--implementation cp x",
    "--python-version 3.11 x",
    "--global-option=-v x",
    "--install-option=-v x",
    "--process-dependency-links x",
    "--resume-retries 3 x",
    "--debug x",
    "--use-deprecated=legacy-resolver x",
    "--no-use-pep517 x",
    "--only-deps x",
    "--all-releases :all: x",
    "--only-final :all: x",
    "--requirements-from-script s.py",
    "--check-build-dependencies x",
    "--no-proxy-env x",
    "--keyring-provider import x",
    "-e git+https://example.com/x.git#egg=x",
    "hg+https://example.com/x",
    "svn+https://example.com/x",
    "bzr+https://example.com/x",
    "git+git://example.com/x",
    "https://example.com/x-1.zip#egg=x",
]
PREFIXED = {
    "--timeout 60 x": "UV_HTTP_TIMEOUT=60",
    "--default-timeout=60 x": "UV_HTTP_TIMEOUT=60",
    "--retries 3 x": "UV_HTTP_RETRIES=3",
    "--proxy http://p:1 x": "HTTPS_PROXY=http://p:1 HTTP_PROXY=http://p:1",
    "--cert /c.pem x": "SSL_CERT_FILE=/c.pem",
    "--client-cert /c.pem x": "SSL_CLIENT_CERT=/c.pem",
}


@pytest.mark.parametrize("given, expected", OPTIONS.items(), ids=OPTIONS.keys())
def test_option(given, expected, tmp_path):
    text, _ = uv(tmp_path, f"pip install {given}")

    assert text == f"{SYSTEM} {expected}"


@pytest.mark.parametrize("given", REFUSED)
def test_option_without_a_counterpart(given, tmp_path):
    text, findings = uv(tmp_path, f"pip install {given}")

    assert text == f"pip install {given}"
    (finding,) = findings
    assert isinstance(finding, Refusal)
    assert (finding.rule.id, finding.blocking) == ("DFM410", False)
    assert finding.hint


@pytest.mark.parametrize("given, expected", PREFIXED.items(), ids=PREFIXED.keys())
def test_option_that_is_a_variable_of_uv(given, expected, tmp_path):
    text, _ = uv(tmp_path, f"pip install {given}")

    assert text == f"{expected} {SYSTEM} x"


@pytest.mark.parametrize("given", ["--prefer-binary x", "--use-feature=fast-deps x"])
def test_what_is_dropped_and_meant_something_is_told(given, tmp_path):
    _, findings = uv(tmp_path, f"pip install {given}")

    assert "DFM422" in [finding.rule.id for finding in findings]


COMMANDS = {
    "pip uninstall -y x": "uv pip uninstall --system x",
    "pip uninstall --yes --root-user-action=ignore -r r.txt": "uv pip uninstall --system -r r.txt",
    "pip list": "uv pip list --system",
    "pip list --outdated --format=json": "uv pip list --system --outdated --format=json",
    "pip show -f x": "uv pip show --system -f x",
    "pip check": "uv pip check --system",
}
LEFT = {
    **dict.fromkeys(("pip freeze", "pip freeze --all", "pip --version", "pip help", "pip debug"), Note),
    **dict.fromkeys(
        ("pip inspect", "pip hash x", "pip index versions x", "pip search x", "pip completion -b"), Note
    ),
    **dict.fromkeys(("pip config list", "pip config set global.index-url U"), Note),
    **dict.fromkeys(("pip list", "pip show x", "pip check"), Note),
    **dict.fromkeys(("pip list --user", "pip list -e", "pip list --format=legacy"), Note),
    **dict.fromkeys(("pip wheel -w /w x", "pip download -d /d x", "pip lock", "pip config edit"), Refusal),
    **dict.fromkeys(("pip cache dir", "pip frobnicate"), Refusal),
}


@pytest.mark.parametrize("given, expected", COMMANDS.items(), ids=COMMANDS.keys())
def test_command(given, expected, tmp_path):
    assert uv(tmp_path, given, head="RUN pip install x\n")[0] == expected


@pytest.mark.parametrize("given, kind", LEFT.items(), ids=LEFT.keys())
def test_command_that_stays(given, kind, tmp_path):
    text, findings = uv(tmp_path, given)

    assert text == given
    assert [type(finding) for finding in findings] == [kind]


VARIABLES = {
    "PIP_INDEX_URL=U": "UV_DEFAULT_INDEX=U",
    "PIP_EXTRA_INDEX_URL=U": "UV_INDEX=U",
    'PIP_EXTRA_INDEX_URL="U V"': 'UV_INDEX="U V"',
    "PIP_TRUSTED_HOST=h": "UV_INSECURE_HOST=h",
    "PIP_DEFAULT_TIMEOUT=9": "UV_HTTP_TIMEOUT=9",
    "PIP_TIMEOUT=9": "UV_HTTP_TIMEOUT=9",
    "PIP_RETRIES=9": "UV_HTTP_RETRIES=9",
    "PIP_CONSTRAINT=c.txt": "UV_CONSTRAINT=c.txt UV_BUILD_CONSTRAINT=c.txt",
    "PIP_BUILD_CONSTRAINT=c.txt": "UV_BUILD_CONSTRAINT=c.txt",
    "PIP_REQUIRE_HASHES=1": "UV_REQUIRE_HASHES=1",
    "PIP_FIND_LINKS=/w": "UV_FIND_LINKS=/w",
    "PIP_BREAK_SYSTEM_PACKAGES=1": "UV_BREAK_SYSTEM_PACKAGES=1",
    "PIP_KEYRING_PROVIDER=subprocess": "UV_KEYRING_PROVIDER=subprocess",
    "PIP_PRE=1": "UV_PRERELEASE=allow",
    "PIP_COMPILE=1": "UV_COMPILE_BYTECODE=1",
    "PIP_UPLOADED_PRIOR_TO=P2D": "UV_EXCLUDE_NEWER=P2D",
    # harmless: they stay
    **{
        f"{name}=1": f"{name}=1"
        for name in (
            *(
                "PIP_NO_CACHE_DIR",
                "PIP_CACHE_DIR",
                "PIP_NO_COMPILE",
                "PIP_DISABLE_PIP_VERSION_CHECK",
                "PIP_NO_INPUT",
            ),
            *(
                "PIP_ROOT_USER_ACTION",
                "PIP_PROGRESS_BAR",
                "PIP_PREFER_BINARY",
                "PIP_SRC",
                "PIP_VERSION",
                "PIP_OF_MINE",
            ),
        )
    },
    "PIP_USER=0": "PIP_USER=0",
    "PIP_REQUIRE_HASHES=no": "PIP_REQUIRE_HASHES=no",
    "PIP_CONFIG_FILE=/dev/null": "PIP_CONFIG_FILE=/dev/null",
    'PIP_INDEX_URL=""': 'PIP_INDEX_URL=""',
}


@pytest.mark.parametrize("given, expected", VARIABLES.items(), ids=VARIABLES.keys())
def test_variable(given, expected, tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text(f"FROM python:3.12-slim\nENV A=1 {given}\nRUN pip install x\n")
    after = RUNNER.file(path).result.after.text

    assert f"ENV A=1 {expected}\n" in after
    assert "uv pip install" in after


@pytest.mark.parametrize(
    "given",
    [
        "PIP_TARGET=/t",
        "PIP_PREFIX=/p",
        "PIP_USER=1",
        "PIP_ROOT=/r",
        "PIP_NO_INDEX=1",
        "PIP_CONFIG_FILE=/etc/my.conf",
        "PIP_NO_BUILD_ISOLATION=0",
        "PIP_IGNORE_INSTALLED=1",
        "PIP_UPGRADE=1",
        "PIP_NO_DEPS=1",
        "PIP_PYTHON=/v",
        "PIP_FIND_LINKS='/a /b'",
        "PIP_ONLY_BINARY=$OTHER",
        "PIP_ONLY_BINARY='a b'",
        "PIP_ONLY_BINARY=:all: PIP_NO_BINARY=x",
        "PIP_KEYRING_PROVIDER=import",
        "PIP_DEFAULT_TIMEOUT=7.5",
        "PIP_PLATFORM=any",
    ],
)
def test_variable_without_a_counterpart(given, tmp_path):
    text, findings = uv(tmp_path, "pip install x", head=f"ENV {given}\n")

    assert text == "pip install x"
    assert [(type(finding), finding.rule.id) for finding in findings] == [(Refusal, "DFM413")]


@pytest.mark.parametrize(
    "head, run, expected",
    [
        ("ENV PIP_ONLY_BINARY=:all:", "pip install x", "uv pip install --system --only-binary :all: x"),
        ("ENV PIP_NO_BINARY=x,y", "pip install x", "uv pip install --system --no-binary x,y x"),
        ("ENV A=1", "PIP_ONLY_BINARY=x pip install x", "uv pip install --system --only-binary x x"),
        ("ENV PIP_ONLY_BINARY=x", "pip uninstall -y x", "uv pip uninstall --system x"),
        (
            "ENV PIP_ONLY_BINARY=x",
            "pip install --no-binary y x y",
            "uv pip install --system --only-binary x --no-binary y x y",
        ),
    ],
)
def test_variable_that_uv_takes_on_the_command_line(head, run, expected, tmp_path):
    text, _ = uv(tmp_path, run, head=f"{head}\n")

    assert text == expected


@pytest.mark.parametrize(
    "head, run",
    [
        ("ARG PIP_ONLY_BINARY=:all:", "pip install x"),
        ("ENV PIP_NO_BINARY=x", "pip install --only-binary :all: x"),
        ("ENV PIP_NO_BINARY=:all:", "pip install --only-binary y x y"),
    ],
)
def test_variable_that_cannot_be_given_on_the_command_line(head, run, tmp_path):
    text, findings = uv(tmp_path, run, head=f"{head}\n")

    assert text == run
    assert [(type(finding), finding.rule.id) for finding in findings] == [(Refusal, "DFM413")]


@pytest.mark.parametrize("given", ["PIP_CERT=/c.pem", "PIP_CLIENT_CERT=/c.pem", "PIP_PROXY=http://p"])
def test_variable_that_is_set_for_each_command(given, tmp_path):
    text, _ = uv(tmp_path, "pip install x", head=f"ENV {given}\n")
    name = given.partition("=")[0]

    assert text.startswith(
        {"PIP_CERT": "SSL_CERT_FILE", "PIP_CLIENT_CERT": "SSL_CLIENT_CERT"}.get(name, "HTTPS_PROXY")
    )
    assert f'"${name}"' in text


def test_a_secret_in_a_requirements_file_is_not_printed(tmp_path):
    (tmp_path / "r.txt").write_text(
        "--index-url https://user:hunter2@pypi.example.com/simple\n-e git+ssh://x/y\n"
    )
    path = tmp_path / "Dockerfile"
    path.write_text("FROM python:3.12-slim\nCOPY r.txt .\nRUN pip install -r r.txt\n")
    result = RUNNER.file(path).result

    assert "hunter2" not in result.after.text
    assert not [one for one in result.outcomes if "hunter2" in repr(one.finding)]


def test_reasons_are_given_for_every_change(tmp_path):
    for given in ("pip install x", "pip install -U pip", "pip cache purge"):
        _, findings = uv(tmp_path, given)

        assert all(finding.reason for finding in findings if isinstance(finding, Change))


BASES = {
    "ENV PIP_NO_CACHE_DIR=1 PIP_INDEX_URL=https://pypi.example.com/simple": True,
    "COPY pip.conf /etc/pip.conf": True,
    "RUN pip config set global.index-url https://pypi.example.com/simple": True,
    "COPY corp.crt /usr/local/share/ca-certificates/": True,
    "ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/corp.pem": True,
    "ENV PIP_NO_CACHE_DIR=1": False,
    "ENV PIP_DEFAULT_TIMEOUT=100 PIP_RETRIES=10": False,
    "ARG PIP_INDEX_URL=https://pypi.example.com/simple": False,
    "RUN apt-get update && apt-get install -y ca-certificates && update-ca-certificates": False,
}


@pytest.mark.parametrize("line, told", BASES.items(), ids=BASES.keys())
def test_what_a_base_of_the_repository_tells_pip_keeps_it(tmp_path, line, told):
    files = {
        ".git/HEAD": "",
        "certified/Dockerfile": f'FROM python:3.12-slim\n{line}\nLABEL by="\udcff"\n',
        "base/Dockerfile": "FROM acme/certified-python:3.12\nRUN pip install gunicorn\n",
        "Makefile": "a:\n\tdocker build -t acme/base base\nb:\n\tdocker build -t acme/certified-python certified\n",
        "Dockerfile": "FROM acme/base\nUSER root\nRUN apt-get update && pip install flask\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, errors="surrogateescape")
    result = RUNNER.file(tmp_path / "Dockerfile").result
    refused = [one.finding for one in result.outcomes if one.status is Status.REFUSED]
    assert [each.rule.id for each in refused] == (["DFM413"] if told else [])
    assert ("uv pip install" in result.after.text) is not told
    assert not told or "certified/Dockerfile:2 sets up pip in acme/base" in refused[0].message
