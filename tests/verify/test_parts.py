"""The parts of a verification on their own: logs, explanations, addresses, announcements."""

import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from migrator.build_context import BuildContext
from migrator.dockerfile import parse as parse_dockerfile
from migrator.engine import Outcome, Status
from migrator.findings import Change, Note, Rule
from migrator.knowledge import Knowledge
from migrator.source import Source
from migrator.verify import starting
from migrator.verify.compare import Announced, checks
from migrator.verify.evidence import EvidenceError, read
from migrator.verify.explain import TABLE, explained
from migrator.verify.fixing import fixed
from migrator.verify.images import configuration, look_inside
from migrator.verify.logs import Steps, failure, steps
from migrator.verify.model import Built, Contents, Described, Explanation, Started, Verdict
from migrator.verify.pins import conditional
from migrator.verify.starting import Probe, parse, probe_of
from tests.cases import ROOT
from tests.contexts import put

KNOWLEDGE = Knowledge.load(ROOT / "transforms/data")

BUILDAH = """[1/2] STEP 1/3: FROM python:3.12-slim AS build
[1/2] STEP 2/3: ENV A=1
--> Using cache 11
[1/2] STEP 3/3: RUN pip install x
--> Using cache 22
[2/2] STEP 1/2: FROM python:3.12-slim
[2/2] STEP 2/2: COPY . .
error: building at STEP "COPY . .": no such file
"""
BUILDKIT = """#5 [build 1/2] FROM docker.io/library/python:3.12-slim
#6 [build 2/2] RUN pip install x
#6 CACHED
#7 [stage-1 2/3] COPY . .
#7 DONE 0.1s
#8 [stage-1 3/3] RUN make
#8 0.4 make: not found
#8 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 127
"""


@pytest.mark.parametrize(
    ("log", "found"),
    [
        (BUILDAH, Steps(2, 1, "COPY . .")),
        (BUILDKIT, Steps(3, 1, "RUN make")),
        ("", Steps(0, 0, "")),
    ],
    ids=["buildah", "BuildKit", "nothing"],
)
def test_steps_are_read_off_a_log(log, found):
    assert steps(log) == found


PIP = """STEP 2/3: RUN pip install x
ERROR: Failed building wheel for x
note: This error originates from a subprocess, and is likely not a problem with pip.
Successfully built y
subprocess exited with status 1
Error: building at STEP "RUN pip install x": exit status 1
"""


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (PIP, "ERROR: Failed building wheel for x"),
        (BUILDKIT, "make: not found"),
        (BUILDAH, 'error: building at STEP "COPY . .": no such file'),
        ("STEP 1/1: RUN false\nonly this\nexit status 1\n", "only this"),
        ("", ""),
    ],
    ids=["pip", "BuildKit", "buildah", "no word of trouble", "nothing"],
)
def test_the_line_that_tells_why_a_build_failed_is_found(log, told):
    assert failure(log) == told


@pytest.mark.parametrize(
    ("log", "says", "packages"),
    [
        ("Error: pg_config executable not found.", "the PostgreSQL client library is missing", ("gcc", "musl-dev", "libpq-dev")),
        ("error: command 'gcc' failed: No such file or directory", "a C compiler is missing", ("gcc", "musl-dev")),
        ("foo.c:1:10: fatal error: Python.h: No such file or directory", "the headers of a Python that is not the image's own are missing", ("gcc", "musl-dev", "python3-dev")),
        ("fatal error: linux/types.h: No such file or directory", "the headers of the kernel are missing", ("gcc", "musl-dev", "linux-headers")),
        ("error: [Errno 2] No such file or directory: 'gcc'", "a C compiler is missing", ("gcc", "musl-dev")),
        ("/bin/sh: git: not found", "git is missing", ("git",)),
    ],
)  # fmt: skip
def test_a_known_text_is_explained(log, says, packages):
    why = explained(log, KNOWLEDGE)

    assert (why.says, why.packages) == (says, packages)


def test_the_project_that_is_compiled_has_its_row():
    why = explained("Failed to build `acme==1.0`\n/usr/include/ffi.h: No such file", KNOWLEDGE)

    assert why.says == "acme: the headers of libffi are missing"
    assert why.row == (
        'wheels.toml: "acme" = { works = "needs-build", build = ["gcc", "musl-dev", "libffi-dev"] }'
    )


def test_a_project_without_a_wheel_for_musl_is_told_and_nothing_is_added():
    log = "Because acme==1.0 has no wheels with a matching platform tag (e.g., `musllinux_1_2_x86_64`)"

    why = explained(log, KNOWLEDGE)

    assert why == Explanation(
        "acme: it is published as wheels for other systems only", row='wheels.toml: "acme" = { works = "no" }'
    )


def test_a_name_that_alpine_does_not_have_leads_to_its_row():
    log = "ERROR: unable to select packages:\n  gcc-arm-none-eabi (no such package):\n    required by: world"

    why = explained(log, KNOWLEDGE)

    assert why.says == "gcc-arm-none-eabi: Alpine has no package of this name"
    assert why.row.startswith("packages.toml:")


def test_an_unknown_text_is_not_explained():
    assert explained("SyntaxError: invalid syntax", KNOWLEDGE) is None


@pytest.mark.parametrize("key", KNOWLEDGE.names(TABLE))
def test_every_row_has_a_pattern_and_packages_that_alpine_has(key):
    row = KNOWLEDGE.row(TABLE, key)

    re.compile(key)
    assert row["says"]
    assert row["sure"] in ("seen", "knowledge")
    assert all(KNOWLEDGE.apk_exists(name) for name in (*row.get("build", ()), *row.get("runtime", ())))


def test_nothing_is_added_to_a_stage_that_is_not_alpine():
    text = b"FROM debian\nRUN pip install psycopg2\n"

    assert fixed(text, Explanation("", ("gcc",)), Steps(1, 0, "RUN pip install psycopg2")) is None


def test_packages_join_those_that_leave_again():
    text = (
        b"FROM python:3.12-alpine\n"
        b"RUN apk add --no-cache --virtual .build-deps gcc && uv pip install --system x && apk del .build-deps\n"
    )

    fix = fixed(text, Explanation("", ("gcc", "libffi-dev")), Steps(1, 0, "RUN uv pip install"))

    assert fix is None or b"gcc libffi-dev" in fix.text


@pytest.mark.parametrize(
    ("text", "probe"),
    [
        ("http://:8000/healthz", Probe(8000, "/healthz")),
        ("http://localhost", Probe(80, "/")),
        ("http://127.0.0.1:9/a?b=c", Probe(9, "/a?b=c")),
    ],
)
def test_an_address_is_read(text, probe):
    assert parse(text) == probe


@pytest.mark.parametrize(
    ("found", "probe"),
    [
        ({"healthcheck": {"Test": ["CMD-SHELL", "curl -f http://localhost:8000/up || exit 1"]}, "ports": ["9/tcp"]}, Probe(8000, "/up")),
        ({"healthcheck": {"Test": ["CMD", "wget", "http://127.0.0.1/"]}}, Probe(80, "/")),
        ({"healthcheck": {"Test": ["CMD", "pg_isready"]}, "ports": ["8080/tcp", "53/udp"]}, Probe(8080)),
        ({"ports": ["53/udp"]}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_an_image_tells_where_it_answers(found, probe):
    assert probe_of(found) == probe


def test_the_configuration_is_the_same_however_it_is_told():
    health = {"Test": ["CMD", "x"], "Interval": 0}
    docker = configuration({"Env": ["A=b=c"], "Cmd": None, "Healthcheck": health, "Labels": None})
    podman = configuration({"Env": ["A=b=c"], "Labels": {"io.buildah.version": "1"}}, {"HealthCheck": health})

    assert docker == podman
    assert docker["env"] == {"A": "b=c"}
    assert docker["workdir"] == "/"


def outcome(finding, transform="pip-to-uv", status=Status.APPLIED):
    return Outcome(finding, transform, "", status, 1)


RULE = Rule("DFM999", "x", "x", alters=("ENV KEY", "CMD"))


def test_what_a_finding_names_is_announced_and_nothing_else():
    said = Announced((outcome(Note(RULE, 1, "orjson 3.10 stays, Flask[async] goes")),))

    assert said.naming("orjson") == ("DFM999",)
    assert said.naming("flask") == ("DFM999",)
    assert said.naming("json") == ()
    assert said.naming("orjson-extra") == ()


def test_a_change_announces_what_its_rule_says_it_alters():
    said = Announced((outcome(Change(RULE, 1, "x", ())),))

    assert said.altering("ENV", "KEY") == ("DFM999",)
    assert said.altering("ENV", "OTHER") == ()
    assert said.altering("CMD") == ("DFM999",)


def test_what_was_withheld_announces_nothing():
    said = Announced((outcome(Change(RULE, 1, "orjson", ()), status=Status.WITHHELD),))

    assert said.naming("orjson") == ()
    assert said.altering("CMD") == ()
    assert said.installer() == ()


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"files": 1}'])
def test_what_is_not_evidence_is_told(text):
    with pytest.raises(EvidenceError):
        read(text)


class _OwnPython:
    """An engine in whose one image lies a folder of this machine."""

    def __init__(self, folder):
        self.folder = folder

    def python(self, _image, code, _name):
        words = [sys.executable, "-"]
        return subprocess.run(
            words, input=code, cwd=self.folder, capture_output=True, text=True, check=True
        ).stdout


def test_what_is_installed_into_a_folder_of_the_application_is_told_by_its_name(tmp_path):
    put(tmp_path, "app.py", "")
    put(tmp_path, "deps/.lock", "")
    put(tmp_path, "deps/own.txt", "")
    put(tmp_path, "deps/bin/click", "")
    put(tmp_path, "deps/click/core.py", "")
    put(tmp_path, "deps/Click-8.1.dist-info/entry_points.txt", "[console_scripts]\nclick = click:main\n")
    put(tmp_path, "deps/Click-8.1.dist-info/METADATA", "Name: Click\nVersion: 8.1\n")
    put(
        tmp_path,
        "deps/Click-8.1.dist-info/RECORD",
        "click/core.py,,\n../../bin/click,,\n"
        + "".join(f"Click-8.1.dist-info/{each},,\n" for each in ("METADATA", "RECORD", "entry_points.txt")),
    )

    found = look_inside(_OwnPython(tmp_path), "image", "name")

    assert found.problem == ""
    assert set(found.files) == {"app.py", "deps", "deps/click", "deps/own.txt"}


def test_figures_that_come_from_a_cache_are_none():
    side = '{"seconds": 1.0, "size": 2000000, "cached": %d, "rebuilt_layers": null}'
    text = '{"files": [{"path": "a", "evidence": "x", "before": %s, "after": %s}]}'

    found = read(text % (side % 0, side % 3))["a"]

    assert (found.sizes, found.seconds, found.rebuilt) == ((2000000, 2000000), None, None)
    assert [each.key for each in found.milestones()] == ["image-size"]


def built(**values):
    return Built(Path("log"), described=Described({}, ()), **values)


def verdict(name, before, after, outcomes=(), pinned=frozenset(), conditional=frozenset()):
    found = checks(before, after, outcomes, pinned, conditional)
    (check,) = [each for each in found if each.name == name]
    return check


def contents(distributions, requires=None):
    return built(contents=Contents("3.12", distributions, frozenset(), "/app", {}, requires=requires or {}))


PIP_TO_UV = Change(Rule("DFM401", "pip-to-uv", "x"), 1, "pip install becomes uv pip install --system", ())


def test_another_installer_may_choose_another_version_and_what_that_requires():
    before = contents({"pandas": "3.0", "dateutil": "2.9", "six": "1.17"}, {"dateutil": ("six",)})
    after = contents({"pandas": "3.0", "dateutil": "4.0", "tzdata": "1"}, {"dateutil": ("tzdata",)})

    check = verdict("distributions", before, after, [outcome(PIP_TO_UV)])

    assert check.verdict is Verdict.ANNOUNCED
    assert [each.rules for each in check.differences] == [("DFM401",)] * 3


@pytest.mark.parametrize(
    ("was", "now", "pinned"),
    [
        ({"flask": "3.0"}, {"flask": "3.1"}, {"flask"}),
        ({"flask": "3.0", "gunicorn": "21"}, {"flask": "3.0"}, set()),
    ],
    ids=["a version that is fixed", "a project that nothing required"],
)
def test_no_installer_may_choose(was, now, pinned):
    check = verdict("distributions", contents(was), contents(now), [outcome(PIP_TO_UV)], frozenset(pinned))

    assert check.verdict is Verdict.UNANNOUNCED


REBASED = Change(Rule("DFM202", "python-raised", "x"), 1, "Python 3.11 → 3.12", ())


def on(python, distributions, requires=None, owners=None):
    owners = owners or {}
    return built(
        contents=Contents(
            python, distributions, frozenset(owners), "/app", {}, requires=requires or {}, owners=owners
        )
    )


@pytest.mark.parametrize(
    ("requires", "conditional", "rules"),
    [
        ({}, set(), ()),
        ({"redis": ("async-timeout",)}, set(), ("DFM202",)),
        ({}, {"async-timeout"}, ("DFM202",)),
    ],
    ids=["nothing asked for it", "another project", "the requirements, with a marker"],
)
def test_another_python_leaves_out_only_what_something_asked_for_on_one_alone(requires, conditional, rules):
    before = on("3.11", {"redis": "5", "async-timeout": "4"}, requires)
    after = on("3.12", {"redis": "6"})

    found = verdict("distributions", before, after, [outcome(REBASED, "rebase-alpine")], (), conditional)

    assert [(each.text, each.rules) for each in found.differences] == [
        ("async-timeout: 4 → –", rules),
        ("redis: 5 → 6", ("DFM202",)),
    ]


def test_what_is_asked_for_on_one_python_alone_is_known(tmp_path):
    put(tmp_path, "requirements.txt", "redis==5\nasync-timeout==4; python_version < '3.12'\n")
    text = b"FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"

    found = conditional(
        parse_dockerfile(Source.from_bytes("Dockerfile", text)), BuildContext(tmp_path), "3.11", "3.12"
    )

    assert found == {"async-timeout"}


@pytest.mark.parametrize(
    ("now", "rules"), [("1", ()), ("2", ("DFM202",))], ids=["the same version", "another version"]
)
def test_a_program_goes_by_what_is_said_of_its_project(now, rules):
    before = on("3.11", {"flask": "1"}, owners={"flask": "flask"})
    after = on("3.12", {"flask": now})

    found = verdict("console scripts", before, after, [outcome(REBASED, "rebase-alpine")])

    assert [each.rules for each in found.differences] == [rules]


def test_a_program_with_python_in_its_name_goes_by_what_is_said_of_python():
    before = on("3.11", {"coverage": "7"}, owners={"coverage-3.11": "coverage", "old-3.11": "coverage"})
    after = on("3.12", {"coverage": "7"}, owners={"coverage-3.12": "coverage"})

    found = verdict("console scripts", before, after, [outcome(REBASED, "rebase-alpine")])

    assert [(each.text, each.rules) for each in found.differences] == [
        ("coverage-3.11: gone", ("DFM202",)),
        ("coverage-3.12: new", ("DFM202",)),
        ("old-3.11: gone", ()),
    ]


@pytest.mark.parametrize(
    ("was", "now", "rules"),
    [({}, {"flask": "flask"}, ("DFM401",)), ({"flask": "flask"}, {}, ())],
    ids=["found now", "not found any more"],
)
def test_an_installer_may_put_a_program_where_it_is_found_and_not_the_other_way_round(was, now, rules):
    before, after = on("3.12", {"flask": "1"}, owners=was), on("3.12", {"flask": "1"}, owners=now)

    found = verdict("console scripts", before, after, [outcome(PIP_TO_UV)])

    assert [each.rules for each in found.differences] == [rules]


def test_what_this_machine_keeps_from_starting_says_nothing_of_the_image():
    well, kept = Started(answer=200), Started(problem="port 80 is taken", hindered=True)

    check = verdict("start", built(started=well), built(started=kept))

    assert check.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        ("KeyError: 'TOKEN'", "KeyError: 'TOKEN'", Verdict.UNKNOWN),
        ("No module named 'gunicorn'", "No module named 'gunicorn'", Verdict.UNKNOWN),
        ("KeyError: 'TOKEN'", "psycopg.OperationalError: no such host", Verdict.UNKNOWN),
        ("KeyError: 'TOKEN'", "No module named 'gunicorn'", Verdict.UNANNOUNCED),
        ("vote: Name or service not known", "/seed/votes.sh: line 4: ab: not found", Verdict.UNANNOUNCED),
        ("exec: line 3: app: not found", "exec: line 3: gunicorn: not found", Verdict.UNANNOUNCED),
        ("exec: line 3: gunicorn: not found", "exec: line 4: gunicorn: not found", Verdict.UNKNOWN),
        ("KeyError: 'TOKEN'", 'exec: "dumb-init": executable file not found', Verdict.UNANNOUNCED),
        ("KeyError: 'TOKEN'", "env: can't execute 'bash': No such file", Verdict.UNANNOUNCED),
        ("KeyError: 'TOKEN'", "Error loading shared library libpq.so.5: No such file", Verdict.UNANNOUNCED),
        (
            "KeyError: 'TOKEN'",
            'ZoneInfoNotFoundError: "No time zone found with key UTC"',
            Verdict.UNANNOUNCED,
        ),
        ("KeyError: 'TOKEN'", "Error relocating x.so: __fdelt_chk: symbol not found", Verdict.UNANNOUNCED),
    ],
)
def test_an_original_that_ends_here_still_tells_what_it_did_not_lack(was, now, found):
    before, after = built(started=Started(exit_code=1, log=was)), built(started=Started(exit_code=1, log=now))

    assert verdict("start", before, after).verdict is found


def test_a_file_that_is_kept_out_now_is_announced_by_the_rule_that_keeps_it_out():
    kept_out = Change(Rule("DFM560", "dockerignore", "x"), 1, "**/.venv would be copied", ())
    before = built(
        contents=Contents("3.12", {}, frozenset(), "/app", {".venv/bin/x": "-rw", "app.py": "-rw"})
    )
    after = built(contents=Contents("3.12", {}, frozenset(), "/app", {}))

    check = verdict("files", before, after, [outcome(kept_out, "dockerignore")])

    assert [each.rules for each in check.differences] == [("DFM560",), ()]


class Ends:
    """A container that ends after half a second."""

    def __init__(self):
        self.asked = 0

    def exit_code(self):
        self.asked += 1
        return 0 if self.asked > 3 else None

    def save_log(self, log):
        pass


class Engine:
    @contextmanager
    def start(self, image, ports, name, log):
        yield Ends()


@pytest.mark.parametrize(("ends", "told"), [(False, "runs"), (True, "ends with 0")])
def test_what_is_known_to_end_gets_the_time_for_it(monkeypatch, tmp_path, ends, told):
    monkeypatch.setattr(starting, "_LITTLE_WHILE", 0.3)

    found = starting.started(Engine(), "image", None, "name", tmp_path / "log", 30, ends=ends)

    assert found.told == told
