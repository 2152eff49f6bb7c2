"""Images that a repository builds itself: who stands on them, where that is said, and what then stays."""

import pytest

from migrator.build_context import BuildContext
from migrator.discovery.image_names import name_of
from migrator.discovery.own_images import built_here, standing_on
from migrator.engine import Status
from tests.cases import migrate
from tests.contexts import put

BASE = "FROM python:3.9-slim\nRUN apt-get update && apt-get install -y --no-install-recommends git\n"
CHILD = 'FROM acme/python-things:1\nCOPY . .\nRUN pip install .\nCMD ["app"]\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".git").mkdir()
    put(tmp_path, "images/Dockerfile", BASE)
    put(tmp_path, "api/Dockerfile", CHILD)
    return tmp_path


def standing(folder, name="images/Dockerfile"):
    found = standing_on(folder / name, BuildContext(folder))
    return [(f"{one.file}:{one.line}", one.image, one.said) for one in found]


THERE = "api/Dockerfile:1", "acme/python-things:1"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Makefile", "image:\n\tdocker build -t acme/python-things:1 images\n", "Makefile:2"),
        ("build.sh", "docker build \\\n  --tag acme/python-things -f images/Dockerfile .\n", "build.sh:1"),
        ("build.sh", "cd images && docker buildx build --push -t acme/python-things:$TAG .\n", "build.sh:1"),
        ("build.sh", "cd images\ndocker build -t $REGISTRY/python-things:1 .\n", "build.sh:2"),
        (
            "images/build.sh",
            "podman build --build-arg A=b -t r.acme.dev:5000/acme/python-things .",
            "images/build.sh:1",
        ),
        ("README.md", "Run `docker build -t acme/python-things images/` first.\n", "README.md:1"),
        ("tox.ini", "[testenv:x]\ncommands =\n    docker build -t acme/python-things images\n", "tox.ini:3"),
        (
            "build.sh",
            'IMAGE=acme/python-things\npushd images && docker build --memory-swap 1g -t "$IMAGE" .\n',
            "build.sh:2",
        ),
        ("Makefile", "IMG := acme/python-things\nimage:\n\tdocker build -t $(IMG):1 images\n", "Makefile:3"),
        ("up.sh", 'docker build -t acme/python-things "$(dirname "$0")/images"\n', "up.sh:1"),
        (
            ".github/workflows/run.yml",
            "      - run: docker build -t ${{ env.REGISTRY }}/python-things:${{ github.sha }} images\n",
            ".github/workflows/run.yml:1",
        ),
        (
            ".github/workflows/push.yml",
            "      - uses: docker/build-push-action@v6\n        with:\n          context: images\n"
            "          tags: ${{ secrets.DOCKERHUB_USERNAME }}/python-things:latest\n",
            ".github/workflows/push.yml:1",
        ),
        (
            ".github/workflows/list.yml",
            "      - uses: docker/build-push-action@v6\n        with:\n          context: images\n"
            "          tags: |\n            ${{ env.REGISTRY }}/python-things:latest\n",
            ".github/workflows/list.yml:1",
        ),
        (
            "compose.yml",
            "services:\n  things:\n    build: ./images\n    image: ${HUB:-acme}/python-things:${V}\n",
            "compose.yml",
        ),
        (
            ".github/workflows/ci.yml",
            "jobs:\n  x:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n"
            "          context: images\n          tags: |\n            ghcr.io/acme/python-things:latest\n",
            ".github/workflows/ci.yml:4",
        ),
    ],
)
def test_who_stands_on_an_image(folder, name, text, said):
    put(folder, name, text)

    assert standing(folder) == [(*THERE, said)]
    assert (
        built_here("acme/python-things:1", folder / "api/Dockerfile", BuildContext(folder))
        == "images/Dockerfile"
    )


@pytest.mark.parametrize(
    "text",
    [
        "docker build -t acme/other images\n",
        "docker build -t other/python-things images\n",
        "docker build images\n",
        "docker build -t 'acme/python-things images\n",
        "docker run acme/python-things images\n",
    ],
)
def test_nobody_builds_that_image(folder, text):
    put(folder, "build.sh", text)

    assert standing(folder) == []


def test_a_comment_of_a_dockerfile_says_it(folder):
    put(folder, "images/Dockerfile", "# docker build -t acme/python-things:1 -f images/Dockerfile .\n" + BASE)

    assert standing(folder) == [(*THERE, "images/Dockerfile:1")]


def test_another_file_builds_that_image(folder):
    put(folder, "python-things/Dockerfile", BASE)
    put(folder, "build.sh", "docker build -t acme/python-things images\n")

    assert standing(folder, "python-things/Dockerfile") == []


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("base/Dockerfile", "acme/base"),
        ("docker/base/Dockerfile", "registry.acme.dev/base:2"),
        ("Dockerfile.base", "acme/service-base"),
        ("Dockerfile.api_base", "$HUB/dr_api_base:$VERSION"),
        ("docker/base.Dockerfile", "$REGISTRY/base:$TAG"),
        ("Dockerfile-base", "ghcr.io/acme/app_base@sha256:" + "0" * 64),
    ],
)
def test_only_the_names_tell(folder, name, image):
    put(folder, name, BASE)
    put(folder, "api/Dockerfile", f"FROM {image}\nRUN pip install .\n")

    assert standing(folder, name) == [("api/Dockerfile:1", image, "")]


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("python/Dockerfile", "python:3.9"),
        ("python/Dockerfile", "docker.io/library/python:3.9"),
        ("jupyter/Dockerfile", "bitnami/jupyter"),
        ("playwright/Dockerfile", "mcr.microsoft.com/playwright"),
        ("docker/Dockerfile", "acme/docker"),
        ("Dockerfile", "acme/base"),
        ("base/Dockerfile", "base"),
        ("base/Dockerfile", "acme/database"),
        ("base/Dockerfile", "$IMAGE"),
        ("base/Dockerfile", "scratch"),
        ("python/Dockerfile", "registry.acme.dev/python:3.12-slim"),
        ("api/Dockerfile", "thirdparty/graphql-api"),
    ],
)
def test_the_names_do_not_tell(folder, name, image):
    put(folder, name, BASE)
    put(folder, "api/Dockerfile", f"FROM {image}\nRUN pip install .\n")

    assert standing(folder, name) == []


def test_files_and_stages_of_an_image(folder):
    put(
        folder,
        "api/Dockerfile",
        "ARG BASE=acme/base:1\nFROM python:3.12 AS own\nFROM ${BASE} AS base\nFROM base\n"
        "COPY --from=acme/base /a /b\nCOPY --from=0 /a /b\nCOPY --from=base /a /b\n"
        "RUN --mount=from=acme/base,target=/x make\n"
        "FROM \\\n  acme/base:2\n",
    )
    put(folder, "base/Dockerfile", BASE)

    places = [place for place, _, _ in standing(folder, "base/Dockerfile")]

    assert places == ["api/Dockerfile:3", "api/Dockerfile:5", "api/Dockerfile:8", "api/Dockerfile:9"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "docker-bake.hcl",
            'target "deps" {\n  dockerfile = "base/Dockerfile"\n}\n'
            'target "api" {\n  dockerfile = "api/Dockerfile"\n  contexts = {\n    deps = "target:deps",\n  }\n}\n',
        ),
        (
            "docker-bake.json",
            '{"target": {"deps": {"context": "base"}, "api": {"contexts": {"deps": "target:deps"}}}}',
        ),
        (
            "compose.yml",
            "services:\n  deps:\n    build: base\n  api:\n    build:\n      context: api\n"
            "      additional_contexts:\n        deps: service:deps\n",
        ),
    ],
)
def test_names_of_build_contexts(folder, name, text):
    put(folder, name, text)
    put(folder, "base/Dockerfile", BASE)
    put(folder, "api/Dockerfile", "FROM deps\nRUN pip install .\n")

    assert standing(folder, "base/Dockerfile") == [("api/Dockerfile:1", "deps", name)]


def test_a_broken_bake_file(folder):
    put(folder, "docker-bake.json", '{"deps": "target:deps"')
    put(folder, "base/Dockerfile", BASE)

    assert standing(folder, "base/Dockerfile") == []


def test_outside_of_a_repository(tmp_path):
    assert standing_on(tmp_path / "Dockerfile", BuildContext(None)) == ()
    assert built_here("acme/base", tmp_path / "Dockerfile", BuildContext(None)) == ""


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("python", ("python",)),
        ("docker.io/library/python:3@sha256:0", ("library", "python")),
        ("localhost/a/b", ("", "a", "b")),
        ("localhost:5000/b:c", ("", "b")),
        ("${A:-x}/b:${C}", ("x", "b")),
        ("$A/b", ("$a", "b")),
        ("a/$B", ()),
        ("", ()),
        ("@", ()),
        ("a/", ()),
    ],
)
def test_names(image, name):
    assert name_of(image) == name


def rules(folder, name, *transforms):
    result = migrate(folder / name, *transforms)
    assert result.failure is None
    return {each.finding.rule.id: each for each in result.outcomes}, result.after.text


def test_an_image_on_which_others_stand_stays_on_debian(folder):
    put(folder, "Makefile", "image:\n\tdocker build -t acme/python-things images\n")

    found, after = rules(folder, "images/Dockerfile", "alpine", "lean-installs")

    assert found["DFM217"].status is Status.REFUSED
    assert "api/Dockerfile:1" in found["DFM217"].finding.message
    assert found["DFM201"].status is Status.WITHHELD
    assert after == BASE  # what stands on it may install from the lists


def test_the_same_image_without_the_other_file(folder):
    (folder / "api/Dockerfile").unlink()

    found, after = rules(folder, "images/Dockerfile", "alpine")

    assert "DFM217" not in found
    assert after.startswith("FROM python:3.12-alpine")


def test_an_image_on_alpine_keeps_its_python(folder):
    put(folder, "images/Dockerfile", "FROM python:3.9-alpine\nRUN apk add --no-cache git\n")
    put(folder, "Makefile", "image:\n\tdocker build -t acme/python-things images\n")

    found, after = rules(folder, "images/Dockerfile", "alpine")

    assert "api/Dockerfile:1 stands on it" in found["DFM221"].finding.message
    assert "python:3.9-alpine" in after


def test_a_file_that_stands_on_an_own_image_is_not_told_to_take_it_for_python(folder):
    put(folder, "Makefile", "image:\n\tdocker build -t acme/python-things images\n")

    found, _ = rules(folder, "api/Dockerfile", "alpine")

    assert "images/Dockerfile" in found["DFM206"].finding.message
    assert "tool.dfmigrate.images" not in found["DFM206"].finding.hint


def test_it_gets_no_user_and_no_health_check_and_its_sh_back(folder):
    put(folder, "Makefile", "image:\n\tdocker build -t acme/python-things images\n")
    text = 'FROM python:3.12-slim\nWORKDIR /app\nRUN cat a | tar x\nCOPY . .\nCMD ["uvicorn", "app:app"]\n'
    put(folder, "images/Dockerfile", text)

    found, after = rules(folder, "images/Dockerfile", "non-root", "healthcheck", "pipefail")

    assert "api/Dockerfile:1" in found["DFM601"].finding.message
    assert "api/Dockerfile:1" in found["DFM701"].finding.message
    assert after.rstrip().endswith('SHELL ["/bin/sh", "-c"]')


@pytest.mark.parametrize(
    ("name", "of_the_root"),
    [("images/README.md", False), ("images/Makefile", False), ("images/build.sh", True), ("README.md", True)],
)
def test_a_readme_beside_a_dockerfile_speaks_of_that_one(folder, name, of_the_root):
    put(folder, "Dockerfile", "FROM python:3.12-slim\n")
    put(folder, name, "all:\n\tdocker build -t acme/python-things:1 .\n")

    assert bool(standing(folder, "Dockerfile")) is of_the_root
    assert bool(standing(folder, "images/Dockerfile")) is not of_the_root
