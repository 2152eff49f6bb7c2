"""What collapse-stages makes of each case, what BuildKit makes of that, and which stages are built by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from migrator.build_context import BuildContext
from migrator.build_context.build_targets import build_targets
from migrator.build_context.copied_paths import in_unknown_folder
from migrator.dockerfile import Dockerfile, parse
from migrator.knowledge import Knowledge
from migrator.paths import within
from migrator.source import Source
from migrator.stages.collapse import Collapse, collapse
from migrator.stages.places import Places
from tests.cases import FOLDER, cases, migrate, show, sound

NAMES = frozenset({"builder", "base", "dev"})


@pytest.mark.parametrize("path", cases("collapse_stages"))
def test_case(path: Path, seen: SnapshotAssertion) -> None:
    """Shows a reviewer what it showed before."""

    assert show(path, "collapse-stages") == seen


@pytest.mark.parametrize("path", cases("collapse_stages"))
def test_result_is_a_dockerfile(path: Path) -> None:
    """Gives a file that BuildKit's own parser reads, and no fault of ours."""
    sound(path, "collapse-stages")


@pytest.mark.parametrize("path", cases("collapse_stages"))
def test_no_stage_without_a_word(path: Path) -> None:
    """Says something of every Python file with several stages."""
    result = migrate(path, "collapse-stages")
    several = len(parse(result.before).stages) > 1

    assert bool(result.outcomes) == (several and not path.stem.startswith("no_op"))


@pytest.mark.parametrize("path", cases("collapse_stages"))
def test_configuration_is_kept(path: Path) -> None:
    """Leaves the final image's variables, folder, user, shell and configuration as they were."""
    result = migrate(path, "collapse-stages")

    assert configuration(result.after.text) == configuration(result.before.text)


@pytest.mark.parametrize("path", cases("collapse_stages"))
def test_no_file_stays_that_was_not_copied(path: Path) -> None:
    """Brings no file to the final image that no COPY brought there."""
    result = migrate(path, "collapse-stages")
    build = BuildContext(path.parent if path.name == "Dockerfile" else None)

    before = list(brought(parse(result.before), build))
    assert [
        path
        for path, tree in brought(parse(result.after), build)
        if not in_unknown_folder(path)
        and not any(within(path, old) if whole else (path == old and not tree) for old, whole in before)
    ] == []


def configuration(text: str) -> dict[str, object]:
    """Give what a container of the final stage starts with, as far as the file says it."""
    file = parse(Source("Dockerfile", f"{text}\nLABEL last="))
    places, last = Places(file, BuildContext(None)), file.final.instructions[-1]
    said = places.before(last, "CMD", "ENTRYPOINT", "EXPOSE", "VOLUME", "HEALTHCHECK", "STOPSIGNAL", "LABEL")
    return {
        "variables": dict(file.environment(last).env),
        "folder": places.folder(last),
        "user": places.user(last),
        "shell": places.shell(last),
        "said": [(one.keyword, one.value.text) for one in said],
    }


def brought(file: Dockerfile, build: BuildContext) -> Iterator[tuple[str, bool]]:
    """Give the paths that the final stage's COPY and ADD bring, and whether each may be a whole folder."""
    places = Places(file, build)
    for stage in file.lineage(file.final):
        for one in stage.of("COPY", "ADD"):
            for each in places.files(one):
                yield each.path, each.tree or one.flag("from") is not None


FULL_TO_SLIM = """\
FROM python:3.12 AS builder
COPY requirements.txt .
RUN pip install --user -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /root/.local /root/.local
COPY . /app
CMD ["python", "/app/main.py"]
"""


def folded(text: str, *, compilers: bool) -> Collapse:
    def nowhere(_: frozenset[str]) -> Mapping[str, str]:
        return {}

    file = parse(Source("Dockerfile", text))
    uv = "ghcr.io/astral-sh/uv:0.13"
    return collapse(file, BuildContext(None), nowhere, uv, Knowledge(()), compilers=compilers)


def test_full_image_folds_where_its_compilers_follow() -> None:
    """Leaves what a full image brings to the transform that adds compilers."""
    done = folded(FULL_TO_SLIM, compilers=True)

    assert [each.kind for each in done.foldings] == ["builder"]
    assert "compilers that only python:3.12 has" in done.foldings[0].reason


def test_full_image_stays_where_nothing_brings_its_compilers() -> None:
    """Keeps a builder whose compilers nobody would add."""
    done = folded(FULL_TO_SLIM, compilers=False)

    assert done.foldings == ()
    assert done.edits == ()
    assert [k.reason for k in done.keepings] == ["has compilers from python:3.12 that python:3.12-slim lacks"]


def test_a_compiler_that_only_installations_need_is_none_of_the_image() -> None:
    """Once gcc has become one that leaves again, a second run has nothing left to fold."""
    result = migrate(FOLDER / "collapse_stages/compiler_of_a_final_stage_that_installs/Dockerfile")

    assert result.failure is None
    assert len(parse(result.after).stages) == 1


def test_lines_are_those_of_the_file_as_it_was() -> None:
    """Tells the line of a stage that stays behind one that goes."""
    text = FULL_TO_SLIM.replace("\n\n", "\n\nFROM node:22 AS web\nRUN npm ci\n\n") + "COPY --from=web /w /w\n"
    done = folded(text, compilers=True)

    assert [each.stages for each in done.keepings] == [("web",)]
    assert [each.line for each in done.keepings] == [5]


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        (
            "compose.yaml",
            "services:\n  a:\n    build:\n      context: .\n      target: builder\n",
            [("builder", 5)],
        ),
        ("compose.yaml", "services:\n  a:\n    build:\n      context: b\n      target: builder\n", []),
        ("compose.yaml", "services:\n  a:\n    build: {context: ., target: builder}\n", [("builder", 3)]),
        ("deploy/compose.yaml", "x:\n  build:\n    context: ..\n    target: 'Builder'\n", [("builder", 4)]),
        ("compose.yaml", "b:\n  build:\n    dockerfile: Dockerfile.dev\n    target: builder\n", []),
        ("Makefile", "image:\n\tdocker build --target builder -t x .\n", [("builder", 2)]),
        ("Makefile", "image:\n\tdocker build \\\n\t  --target=builder \\\n\t  -f Other.Dockerfile .\n", []),
        ("ci.sh", "docker build --target $1 .\n# base or dev\n", [("base", 1), ("dev", 1)]),
        ("cloudbuild.yaml", "args: ['build', '--target', 'dev', '.']\n", [("dev", 1)]),
        ("docker-bake.hcl", 'target "x" {\n  target = "dev"\n}\n', [("dev", 2)]),
        ("docker-bake.hcl", 'target "x" {\n  contexts = {\n    base = "target:y"\n  }\n}\n', [("base", 2)]),
        ("build.sh", "docker build --build-context base=../base .\n", [("base", 1)]),
        (".devcontainer/devcontainer.json", '{\n"build": {\n"target": "dev"\n}\n}\n', [("dev", 3)]),
        (".github/workflows/x.yml", "  - with:\n      file: a/Dockerfile\n      target: dev\n", []),
        ("compose.yaml", "services:\n  builder:\n    image: x\n", []),
    ],
)
def test_target_is_heard(tmp_path: Path, place: str, text: str, expected: list[tuple[str, int]]) -> None:
    """Hears which stages a file asks for, and not those of another Dockerfile."""
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text(text)

    found = build_targets(tmp_path / "Dockerfile", BuildContext(tmp_path), NAMES)

    assert {name: f"{place}:{line}" for name, line in expected} == found


def test_targets_of_a_repository(tmp_path: Path) -> None:
    """Finds them wherever builds are described, and nowhere else."""
    (tmp_path / "svc").mkdir()
    (tmp_path / "svc" / "Dockerfile").write_text("FROM x AS builder\n")
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "ci.yml").write_text("run: docker build --target base svc\n")
    (tmp_path / "notes.md").write_text("docker build --target dev svc\n")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "Makefile").write_text("docker build --target builder .\n")

    assert build_targets(tmp_path / "svc" / "Dockerfile", BuildContext(tmp_path), NAMES) == {
        "base": ".github/workflows/ci.yml:1"
    }
