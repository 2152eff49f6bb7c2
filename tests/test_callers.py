"""Workflows and scripts that have images built: what they are, and whether their builder knows mounts."""

import pytest

from migrator.build_context import BuildContext
from migrator.discovery.build_commands import built_for
from migrator.discovery.callers import builds_for, builds_without_buildkit, callers
from tests.cases import migrate
from tests.contexts import put

FILES = {
    ".github/workflows/ci.yml": True,
    ".circleci/config.yml": True,
    "ci/.gitlab-ci.release.yml": True,
    "azure-pipelines.yml": True,
    "deploy/Makefile": True,
    "deploy/build.sh": True,
    "Jenkinsfile.release": True,
    "tox.ini": True,
    "ci/Taskfile.yml": True,
    "k8s/deployment.yml": False,
    "pytest.ini": False,
    "README.md": False,
    "vendor/x/build.sh": False,
}


@pytest.fixture
def lay(tmp_path):
    def laid(files):
        for name, text in files.items():
            put(tmp_path, name, text)
        return BuildContext(tmp_path)

    return laid


def test_which_files_call(lay):
    assert {name for name, _ in callers(lay(dict.fromkeys(FILES, "x")))} == {
        n for n, is_one in FILES.items() if is_one
    }


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("captain-definition", "{}", "captain-definition is for CapRover, which may build without BuildKit"),
        ("build.sh", "export DOCKER_BUILDKIT=0\n", "build.sh:1 turns BuildKit off"),
        (
            ".circleci/config.yml",
            "environment:\n  DOCKER_BUILDKIT: 'false'\n",
            ".circleci/config.yml:2 turns BuildKit off",
        ),
        (
            ".gitlab-ci.yml",
            "image:\n  name: gcr.io/kaniko-project/executor:debug\n",
            ".gitlab-ci.yml:2 builds with kaniko, which ignores RUN --mount",
        ),
        ("build.sh", "DOCKER_BUILDKIT=1 docker build .\n", ""),
        ("docs/old.md", "DOCKER_BUILDKIT=0\n", ""),
    ],
)
def test_builders_without_mounts(lay, name, text, said):
    assert builds_without_buildkit(lay({name: text})) == said


def test_nothing_is_said_where_there_is_no_repository():
    assert builds_without_buildkit(BuildContext(None)) == ""


@pytest.mark.parametrize(("setting", "told"), [("mount", True), ("copy", False)])
def test_who_brings_mounts_is_told(lay, tmp_path, setting, told):
    lay({".git/HEAD": "", "captain-definition": "{}", "dfmigrate.toml": f'uv-from = "{setting}"\n'})
    (tmp_path / "Dockerfile").write_text("FROM python:3.12-slim\nRUN pip install flask\n")

    rules = [each.finding.rule.id for each in migrate(tmp_path / "Dockerfile").outcomes]

    assert ("DFM425" in rules) is told
    assert "DFM401" in rules


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("platforms: linux/amd64,linux/arm/v7\n", "build.sh:1 builds for linux/arm/v7"),
        ("platforms: |\n  linux/arm64/v8\n  linux/arm\n", "build.sh:3 builds for linux/arm"),
        ("docker buildx build --platform=linux/s390x .\n", "build.sh:1 builds for linux/s390x"),
        ("platforms: linux/amd64,linux/arm64/v8,linux/arm64\n", ""),
        ("cp linux/arm/config /x/linux/arm\n", ""),
    ],
)
def test_machines_that_are_built_for(lay, text, said):
    assert builds_for(lay({"build.sh": text}), ("linux/arm", "linux/s390x")) == said


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "docker-bake.hcl",
            'target "x" {\n  platforms = [\n    "linux/amd64",\n    "linux/arm/v7",\n  ]\n}\n',
            "docker-bake.hcl:4 builds for linux/arm/v7",
        ),
        ("docker-bake.override.json", '{"platforms": ["linux/s390x"]}', "builds for linux/s390x"),
        ("deploy/docker-compose.prod.yml", "platform: linux/arm/v6\n", "builds for linux/arm/v6"),
        ("production.yml", "platform: linux/arm/v6\n", "production.yml:1 builds"),
        ("bake.hcl", 'platforms = ["linux/s390x"]\n', "bake.hcl:1 builds"),
        ("compose.yaml", "build:\n  platforms: [linux/amd64]\n", ""),
        ("docker-bake.hcl", 'platforms = ["linux/amd64"]\n# "linux/arm/v7"\n', ""),
        ("docker-bake.hcl", '  // "linux/arm/v7"\n', ""),
        (".github/workflows/ci.yml", "# platforms: linux/arm\nplatforms: linux/arm/v7\n", "ci.yml:2 builds"),
        ("variables.hcl", 'platform = "linux/arm/v7"\n', ""),
        ("README.md", "platforms: linux/arm/v7\n", ""),
    ],
)
def test_files_that_say_for_which_machines(lay, name, text, said):
    found = builds_for(lay({name: text}), ("linux/arm", "linux/s390x"))

    assert said in found
    assert bool(said) is bool(found)


@pytest.mark.parametrize(("setting", "told"), [("mount", True), ("copy", True), ("pip", False)])
def test_who_brings_an_image_for_some_machines_is_told(lay, tmp_path, setting, told):
    lay(
        {".git/HEAD": "", "build.sh": "--platform linux/arm/v7", "dfmigrate.toml": f'uv-from = "{setting}"\n'}
    )
    (tmp_path / "Dockerfile").write_text("FROM python:3.12-slim\nRUN pip install flask\n")

    rules = [each.finding.rule.id for each in migrate(tmp_path / "Dockerfile").outcomes]

    assert ("DFM426" in rules) is told


STEP = (
    "      - uses: docker/build-push-action@v6\n        with:\n          context: .\n          tags: me/app\n"
)
FOR_ARM = f"{STEP}          platforms: linux/amd64,linux/arm/v7\n"
OF_MATRIX = f"{STEP}          platforms: ${{{{ matrix.platform }}}}\n"
MATRIX = """\
      matrix:
        platform:
          - linux/amd64

          - linux/arm/v7  # or: linux/s390x
    steps:
"""


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (".github/workflows/ci.yml", FOR_ARM, ".github/workflows/ci.yml:1 builds for linux/arm/v7"),
        (
            ".github/workflows/ci.yml",
            FOR_ARM.replace("          tags: me/app\n", ""),
            "builds for linux/arm/v7",
        ),
        (".github/workflows/ci.yml", f"{STEP}          file: other/Dockerfile\n{FOR_ARM}", "ci.yml:6 builds"),
        (".github/workflows/ci.yml", FOR_ARM.replace("tags: me/app", "file: other/Dockerfile"), ""),
        (".github/workflows/ci.yml", FOR_ARM.replace("tags: me/app", "file: ${{ matrix.file }}"), ""),
        (".github/workflows/ci.yml", f"{STEP}          # platforms: linux/arm\n", ""),
        (
            ".github/workflows/ci.yml",
            f"{STEP}          platforms: |\n            linux/amd64\n            # linux/arm\n",
            "",
        ),
        (".github/workflows/ci.yml", MATRIX + OF_MATRIX, "ci.yml:7 builds for linux/arm/v7"),
        (".github/workflows/ci.yml", MATRIX.replace("/v7  # or: linux/s390x", "64") + OF_MATRIX, ""),
        (".github/workflows/ci.yml", MATRIX + MATRIX.replace("arm/v7", "386") + OF_MATRIX, ""),
        (
            ".github/workflows/ci.yml",
            f"jobs:\n  one:\n    strategy:\n{MATRIX}{OF_MATRIX}",
            "ci.yml:10 builds for linux/arm/v7",
        ),
        (
            ".github/workflows/ci.yml",
            f"jobs:\n  other:\n    strategy:\n{MATRIX}      - run: make\n  # this one\n  own:\n    steps:\n{OF_MATRIX}",
            "",
        ),
        (
            ".github/workflows/ci.yml",
            MATRIX + "      - run: docker buildx build --platform ${{ matrix.platform }} .\n",
            "ci.yml:7 builds for linux/arm/v7",
        ),
        (
            "Makefile",
            'build:\n\tdocker buildx build --platform "linux/amd64,linux/arm" -t x .\n',
            "Makefile:2",
        ),
        (
            "docker-bake.hcl",
            'target "own" {\n  inherits = ["all"]\n}\ntarget "all" {\n  platforms = [\n    "linux/amd64",\n'
            '    "linux/s390x"\n  ]\n}\n',
            "docker-bake.hcl:6 builds for linux/s390x",
        ),
        ("docker-bake.hcl", 'target "a" {\n  context = "other"\n  platforms = ["linux/arm"]\n}\n', ""),
        ("docker-bake.hcl", 'target "a" {\n  platforms = split(",", ALL)\n}\n', ""),
        ("docker-bake.json", '{"target": {"a": {"platforms": ["linux/arm"]}}}', "docker-bake.json:1 builds"),
        (
            "compose.yml",
            "services:\n  a:\n    build:\n      context: .\n      platforms: [linux/amd64, linux/arm/v7]\n",
            "compose.yml:5 builds for linux/arm/v7",
        ),
        (
            "compose.yml",
            "services:\n  a:\n    platform: linux/arm/v7\n    build: .\n",
            "compose.yml:3 builds for linux/arm/v7",
        ),
        (
            "compose.yml",
            "services:\n  a:\n    platform: linux/arm/v7\n    build: {context: ., platforms: [linux/amd64]}\n",
            "",
        ),
        ("compose.yml", "services:\n  a:\n    platform: linux/arm/v7\n    image: x\n", ""),
        ("compose.yml", "services: [\n", ""),
        ("build.sh", "docker buildx build --platform=linux/s390x .\n", "build.sh:1 builds for linux/s390x"),
        ("build.sh", "docker buildx build --platform linux/arm -f other/Dockerfile .\n", ""),
        ("build.sh", "echo linux/arm/v7\n", ""),
    ],
)
def test_what_builds_a_file_for_a_machine(lay, name, text, said):
    repository = lay({name: text, "Dockerfile": "FROM x\n", "other/Dockerfile": "FROM y\n"})

    found = built_for(repository, "Dockerfile", ("linux/arm", "linux/s390x"))

    assert said in found
    assert bool(said) is bool(found)


@pytest.mark.parametrize("setting", ["mount", "copy", "pip"])
def test_pip_brings_uv_where_its_image_is_not_to_be_had(lay, tmp_path, setting):
    lay({".git/HEAD": "", ".github/workflows/ci.yml": FOR_ARM, "dfmigrate.toml": f'uv-from = "{setting}"\n'})
    (tmp_path / "Dockerfile").write_text("FROM python:3.12-alpine\nRUN pip install flask\n")

    result = migrate(tmp_path / "Dockerfile")

    assert "astral-sh/uv" not in result.after.text
    assert "pip install --no-cache-dir uv==0.13.*" in result.after.text.replace('"', "")


def test_what_is_built_for_a_machine_is_clear_where_there_is_one_file(lay, tmp_path):
    lay({".git/HEAD": "", ".github/workflows/ci.yml": "matrix:\n  platform: [linux/amd64, linux/arm/v7]\n"})
    (tmp_path / "Dockerfile").write_text("FROM python:3.12-alpine\nRUN pip install flask\n")

    assert "astral-sh/uv" not in migrate(tmp_path / "Dockerfile").after.text

    lay({"other/Dockerfile": "FROM x\n"})

    assert "astral-sh/uv" in migrate(tmp_path / "Dockerfile").after.text


def test_pip_stays_where_the_index_has_no_uv_for_musl(lay, tmp_path):
    platforms = FOR_ARM.replace("linux/arm/v7", "linux/arm/v7,linux/s390x")
    lay({".git/HEAD": "", ".github/workflows/ci.yml": platforms})
    (tmp_path / "Dockerfile").write_text("FROM python:3.12-alpine\nRUN pip install --no-cache-dir flask\n")

    assert not migrate(tmp_path / "Dockerfile").changed


def test_pip_brings_uv_on_debian_for_a_machine_without_one_for_musl(lay, tmp_path):
    platforms = FOR_ARM.replace("linux/arm/v7", "linux/s390x")
    lay({".git/HEAD": "", ".github/workflows/ci.yml": platforms})
    text = "FROM python:3.12-slim\nRUN pip install --no-cache-dir torch\n"
    (tmp_path / "Dockerfile").write_text(text)

    assert "uv==0.13.*" in migrate(tmp_path / "Dockerfile").after.text


def test_pip_stays_where_it_cannot_bring_uv_and_its_image_is_not_to_be_had(lay, tmp_path):
    lay({".git/HEAD": "", ".github/workflows/ci.yml": FOR_ARM})
    text = "FROM debian:trixie\nRUN python3 -m venv /v\nRUN /v/bin/pip install --no-cache-dir flask\n"
    (tmp_path / "Dockerfile").write_text(text)

    result = migrate(tmp_path / "Dockerfile")

    assert result.after.text == text
    assert [each.finding.rule.id for each in result.outcomes if "linux/arm/v7" in each.finding.message] == [
        "DFM411"
    ]
