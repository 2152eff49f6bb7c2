"""What compose files mount into an image's containers, and what a user of its own makes of that."""

import pytest

from migrator.build_context import BuildContext
from migrator.discovery.compose_mounts import compose_mounts
from tests.cases import migrate

DOCKERFILE = (
    "FROM python:3.12\nWORKDIR /app\nRUN mkdir -p /data\nCOPY . .\nEXPOSE 8000\n"
    'CMD ["gunicorn", "-b", ":8000", "shop:app"]\n'
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".git").mkdir()
    for name in ("shop", "media"):
        (tmp_path / name).mkdir()
    (tmp_path / "shop" / "__init__.py").write_text("app = 1\n")
    (tmp_path / "media" / ".keep").write_text("")
    (tmp_path / "settings.toml").write_text("")
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    return tmp_path


def web(*volumes, target=""):
    build = f"{{context: ., target: {target}}}" if target else "."
    lines = "".join(f"      - {each}\n" for each in volumes)
    return f"services:\n  web:\n    build: {build}\n    volumes:\n{lines}"


def findings(folder, text, rules=("DFM600", "DFM601")):
    (folder / "compose.yml").write_text(text)
    outcomes = migrate(folder / "Dockerfile", "non-root").outcomes
    return [(o.finding.rule.id, o.status.value, o.finding) for o in outcomes if o.finding.rule.id in rules]


@pytest.mark.parametrize(
    ("entry", "ends"),
    [
        ("./media:/app/media", ("./media", "/app/media")),
        ("./media:/app/media/:rw,z", ("./media", "/app/media")),
        ("files:/files", ("", "/files")),
        ("/files", ("", "/files")),
        ("${FILES:-./files}:/files", ("${FILES:-./files}", "/files")),
        ("{type: bind, source: ./media, target: /m}", ("./media", "/m")),
        ("{type: volume, source: files, target: /m}", ("", "/m")),
        ("./media:/app/media:ro", None),
        ("{type: bind, source: ./media, target: /m, read_only: true}", None),
        ("{type: tmpfs, target: /m}", None),
        ("files:relative", None),
        ("1", None),
    ],
)
def test_entries(entry, ends, folder):
    (folder / "compose.yml").write_text(web(f'"{entry}"' if entry[0] == "$" else entry))
    found = compose_mounts(folder / "Dockerfile", BuildContext(folder))

    assert [(each.source, each.target) for each in found] == ([ends] if ends else [])
    assert all(each.place == "compose.yml:4" for each in found)


def test_no_compose_file(folder):
    assert compose_mounts(folder / "Dockerfile", BuildContext(folder)) == ()


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("./uploads:/app/uploads", id="a folder that docker makes as root"),
        pytest.param("./media:/app/media", id="a folder of the repository without programs"),
        pytest.param("/srv/files:/files", id="a folder of the host"),
        pytest.param("files:/app/files", id="a volume where the image has nothing"),
        pytest.param("/var/run/docker.sock:/var/run/docker.sock", id="a socket"),
    ],
)
def test_what_only_root_writes_keeps_root(entry, folder):
    [(rule, status, found)] = findings(folder, web(entry))

    assert (rule, status) == ("DFM601", "refused")
    assert "compose.yml:4" in found.message


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("./settings.toml:/app/settings.toml", id="a file"),
        pytest.param("./media:/app/media:ro", id="read only"),
        pytest.param("files:/data", id="a volume over a folder that the image makes"),
        pytest.param("files:/app/media", id="a volume over a folder that is copied"),
        pytest.param("files:/app", id="a volume over the working directory"),
    ],
)
def test_what_the_user_may_write(entry, folder):
    [(rule, status, _)] = findings(folder, web(entry))

    assert (rule, status) == ("DFM600", "applied")


@pytest.mark.parametrize("entry", [".:/app", "./shop:/app/shop"])
def test_a_mount_of_the_source_is_told(entry, folder):
    [(_, first, _), (rule, status, found)] = findings(folder, web(entry))

    assert (first, rule, status) == ("applied", "DFM600", "note")
    assert "compose.yml:4" in found.message


@pytest.mark.parametrize(
    "name", ["compose.override.yml", "docker-compose-dev.yaml", "docker-compose.test.yml", "compose.DEV.yml"]
)
def test_a_mount_for_development_is_told(name, folder):
    (folder / name).write_text(web("./htmlcov:/app/htmlcov"))

    [(_, first, _), (rule, status, found)] = findings(folder, "services: {}\n")

    assert (first, rule, status) == ("applied", "DFM600", "note")
    assert f"{name}:4" in found.message


@pytest.mark.parametrize(
    "name", ["docker-compose.prod.yml", "docker-compose.local.yml", "docker-compose-device.yml"]
)
def test_a_mount_of_what_may_be_in_use_keeps_root(name, folder):
    (folder / name).write_text(web("./uploads:/app/uploads"))

    [(rule, status, _)] = findings(folder, "services: {}\n")

    assert (rule, status) == ("DFM601", "refused")


def test_a_volume_for_development_is_nothing_to_tell(folder):
    (folder / "compose.override.yml").write_text(web("cache:/cache"))

    [(rule, status, _)] = findings(folder, "services: {}\n")

    assert (rule, status) == ("DFM600", "applied")


@pytest.mark.parametrize(
    ("image", "entry", "kept"),
    [
        ("ghcr.io/us/shop:latest", "state:/root/.shop", True),
        ("ghcr.io/us/shop:latest", "~/.shop:/root/.shop:ro", False),
        ("ghcr.io/us/shop:latest", "state:/var/lib/shop", False),
        ("postgres:17", "data:/var/lib/postgresql/data", False),
    ],
)
def test_a_mount_in_root_s_home_of_an_image_that_nothing_builds(image, entry, kept, folder):
    text = f"services:\n  shop:\n    image: {image}\n    volumes:\n      - {entry}\n"

    [(rule, _, found)] = findings(folder, text)

    assert rule == ("DFM601" if kept else "DFM600")
    assert not kept or "compose.yml:4" in found.message


def test_a_mount_in_root_s_home_of_an_image_that_another_file_builds(folder):
    (folder / "other").mkdir()
    (folder / "other" / "Dockerfile").write_text("FROM python:3.12\n")
    text = "services:\n  it:\n    build: other\n    image: us/it\n    volumes:\n      - state:/root/.it\n"

    [(rule, _, _)] = findings(folder, text)

    assert rule == "DFM600"


def test_another_stage_has_other_mounts(folder):
    (folder / "Dockerfile").write_text(DOCKERFILE.replace("3.12\n", "3.12 AS release\n"))

    [(rule, _, _)] = findings(folder, web("./uploads:/app/uploads", target="test"))
    assert rule == "DFM600"
    [(rule, _, _)] = findings(folder, web("./uploads:/app/uploads", target="release"))
    assert rule == "DFM601"


@pytest.mark.parametrize(
    "command",
    [
        "celery -A shop worker",
        '["celery", "-A", "shop", "worker"]',
        '["sh", "-c", "python manage.py qcluster"]',
        "\n      - python\n      - manage.py\n      - rqworker",
    ],
)
def test_a_worker_of_the_same_image_is_told_of_the_health_check(command, folder):
    (folder / "compose.yml").write_text(
        f"services:\n  jobs:\n    build: .\n    command: {command}\n  web:\n    build: .\n"
    )
    outcomes = migrate(folder / "Dockerfile", "healthcheck").outcomes

    assert [o.finding.rule.id for o in outcomes] == ["DFM700", "DFM701"]
    assert "compose.yml:4" in outcomes[1].finding.message
