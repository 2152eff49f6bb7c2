"""What an application's source says that it writes, and the user that may not."""

import pytest

from tests.cases import migrate

DOCKERFILE = (
    "FROM python:3.12\nWORKDIR /app\nRUN mkdir /made\nENV MADE=/made\nCOPY . .\nEXPOSE 8000\n"
    'CMD ["gunicorn", "-b", ":8000", "shop:app"]\n'
)


def needs(tmp_path, text, name="settings.py", dockerfile=DOCKERFILE):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(text + "\n")
    (tmp_path / "Dockerfile").write_text(dockerfile)
    outcomes = migrate(tmp_path / "Dockerfile", "non-root").outcomes
    return [o.finding.message for o in outcomes if o.finding.rule.id == "DFM601"]


@pytest.mark.parametrize(
    "line",
    [
        'MEDIA_ROOT = "/media/shop"',
        "STATIC_ROOT = os.environ.get('STATIC', '/static')",
        "MEDIA_ROOT = env('MEDIA', default='/media/shop')",
        "STATIC_ROOT: Path = Path('/static')",
        'app.config["UPLOAD_FOLDER"] = "/uploads"',
        "UPLOAD_DIR = pathlib.Path('/uploads/')",
        'url = "sqlite:////data/shop.db"',
        "url = 'sqlite+aiosqlite:////data/shop.db'",
        'h = logging.FileHandler("/var/log/shop.log")',
        "HANDLERS = {'file': {'filename': '/var/log/shop.log'}}",
        "os.makedirs('/exports', exist_ok=True)",
        "db = sqlite3.connect('/data/shop.db')",
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '/data/db.sqlite3'}}",
        "DATABASES['default']['NAME'] = 1; x = {'NAME': os.environ.get('DB', '/data/db.sqlite3')}",
        "x = {'NAME': Path('/data/db.sqlite3')}",
        'accesslog = "/var/log/gunicorn/access.log"',
        'pidfile = "/run/shop.pid"',
        "os.mkdir('/exports')",
        "open('/exports/all.txt', 'w').write('x')",
        "with open(mode='a', file='x') as a, open('/exports/all.txt', 'ab') as b: pass",
        "Path('/exports/today').mkdir(parents=True, exist_ok=True)",
        "pathlib.Path('/exports', 'all').write_text('x')",
        "logger.add('/var/log/shop/{time}.log')",
        "frame.to_csv('/exports/all.csv', index=False)",
        "upload.save('/exports/' + upload.filename)",
        "upload.save(f'/exports/{upload.filename}')",
        "joblib.dump(model, '/models/model.pkl')",
        "shutil.copy(source, '/exports/all.txt')",
        "db = shelve.open('/data/shop')",
        "EXPORTS = os.environ.get('EXPORTS', '/exports'); open(os.path.join(EXPORTS, 'a'), 'w')",
    ],
)
def test_paths_that_nobody_gives_away(line, tmp_path):
    [said] = needs(tmp_path, f"import os\n{line}")

    assert said.startswith("stays with root: settings.py:2 writes to /")


@pytest.mark.parametrize(
    "line",
    [
        'MEDIA_ROOT = BASE_DIR / "media"',
        'MEDIA_ROOT = "media"',
        'MEDIA_ROOT = "/app/media"',
        'STATIC_ROOT = "/made/static"',
        'STATIC_URL = "/static/"',
        'MEDIA_URL = "/media/"',
        '# MEDIA_ROOT = "/media"',
        'url = "sqlite:///./shop.db"',
        'url = "sqlite:///shop.db"',
        'h = FileHandler("/dev/stdout")',
        'UPLOAD_DIR = "/tmp/uploads"',
        'path("/uploads", view)',
        "x = {'NAME': 'shop', 'HOST': '/run/postgresql'}",
        "x = {'NAME': '/app/db.sqlite3'}",
        'accesslog = errorlog = "-"',
        "open('/etc/timezone')",
        "open('/etc/timezone', 'rb')",
        "open('/tmp/x', 'w')",
        "open('/proc/self/oom_score_adj', 'w')",
        "open('made/all.txt', 'w')",
        "open(os.path.join('/app', 'all.txt'), 'w')",
        "form.save('home')",
        "storage.save(name, '/exports')",
        "shutil.copy('/etc/timezone', 'zone')",
        "router.add('/exports', view)",
        "Path('/exports').exists()",
        "client.open('/exports')",
        "# open('/exports/all.txt', 'w')",
        "MADE = os.environ.get('MADE', '/exports'); open(os.path.join(MADE, 'a'), 'w')",
    ],
)
def test_paths_that_are_the_application_s(line, tmp_path):
    assert needs(tmp_path, line) == []


@pytest.mark.parametrize("name", ["tests/settings.py", "test_settings.py", "shop/migrations/x.py"])
def test_files_that_no_service_runs(name, tmp_path):
    assert needs(tmp_path, 'MEDIA_ROOT = "/media"', name) == []


def test_files_that_are_not_copied(tmp_path):
    assert (
        needs(tmp_path, 'MEDIA_ROOT = "/media"', dockerfile=DOCKERFILE.replace("COPY . .", "COPY a ./")) == []
    )


@pytest.mark.parametrize(
    ("run", "start", "kept"),
    [
        ("uv run python manage.py migrate", "gunicorn -b :8000 shop:app", True),
        ("pipenv run --keep-outdated python seed.py", "gunicorn -b :8000 shop:app", True),
        ("uv run manage.py collectstatic --noinput", "gunicorn -b :8000 shop:app", False),
        ("make database", "gunicorn -b :8000 shop:app", True),
        ("cd /tmp/lib && make", "gunicorn -b :8000 shop:app", False),
        ("make -C /tmp/lib", "gunicorn -b :8000 shop:app", False),
        (
            "python manage.py collectstatic",
            "python manage.py collectstatic && gunicorn -b :8000 shop:app",
            True,
        ),
        ("python manage.py check", "python manage.py collectstatic && gunicorn -b :8000 shop:app", False),
    ],
)
def test_what_the_build_writes_as_root(run, start, kept, tmp_path):
    text = f"FROM python:3.12\nENV PIPENV_VENV_IN_PROJECT=1\nWORKDIR /app\nCOPY . .\nRUN {run}\nCMD {start}\n"

    assert bool(needs(tmp_path, "", dockerfile=text)) == kept


def test_long_lines_of_names_are_read_to_their_end(tmp_path):
    """Without a bound on what may stand around a name, this took minutes."""
    line = "_UPLOAD_DIR" * 20000
    [said] = needs(tmp_path, f'{line}\nMEDIA_ROOT = "/media"')

    assert "settings.py:2 writes to /media" in said


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('(Path(__file__).parents[2] / "logs").mkdir(parents=True)', "/logs"),
        ('LOG = Path(__file__).resolve().parents[2] / "logs" / name\nLOG.mkdir()', "/logs/…"),
        ('os.makedirs(os.path.join(os.path.dirname(__file__), "..", "..", "data"))', "/data"),
        (
            'BASE_DIR = os.path.dirname(os.path.abspath(__file__))\nopen(BASE_DIR + "/../../x", "w")',
            "/x",
        ),
        ('ROOT = Path(__file__).parent.parent.parent\nh = FileHandler(ROOT / "x.log")', "/x.log"),
        (
            'ROOT = Path(__file__).parents[2]\nh = RotatingFileHandler(filename=f"{ROOT}x/{day}.log")',
            "/x/….log",
        ),
        ("ROOT = Path(__file__).parents[2]\nurl = f\"sqlite:///{ROOT / 'shop.db'}\"", "/shop.db"),
        ('D = Path(os.getenv("D", Path(__file__).parents[2] / "d"))\n(D / "x").write_text("")', "/d/x"),
        (
            'class A:\n  def a(self):\n    self.d.mkdir()\n  d = 1\nA.d = 2\nself.d = Path(__file__).parents[2] / "d"',
            "/d",
        ),
        ('MEDIA_ROOT = Path(__file__).parents[2] / "media"', "/media"),
        ('(Path(__file__).parents[2] / "x").open("a")', "/x"),
    ],
)
def test_paths_made_of_the_file_s_own_place(line, path, tmp_path):
    [said] = needs(tmp_path, line, "shop/settings.py")

    assert said.endswith(f"writes to {path}, which is not the application's")


def test_paths_made_of_the_file_s_own_place_that_cannot_be_told(tmp_path):
    [said] = needs(tmp_path, "\nROOT = find_root(Path(__file__))\n(ROOT / 'logs').mkdir()", "shop/log.py")

    assert said.endswith("shop/log.py:3 writes to a path that it makes of __file__, and which cannot be told")


@pytest.mark.parametrize(
    "line",
    [
        '(Path(__file__).parents[1] / "logs").mkdir(parents=True)',
        'BASE_DIR = Path(__file__).resolve().parent.parent\nMEDIA_ROOT = BASE_DIR / "media"',
        'BASE_DIR = Path(__file__).parent\nSTATIC_ROOT = os.path.join(BASE_DIR, "static")',
        'open(os.path.join(os.path.dirname(__file__), "..", "..", "VERSION")).read()',
        '(Path(__file__).parents[2] / "VERSION").open("rb")',
        "sys.path.insert(0, str(Path(__file__).parents[3]))",
        "config.log_dir.mkdir()\nHERE = Path(__file__).parents[3]",
        "load(Path(__file__).parents[3])\nos.makedirs(where)",
        "not python at all __file__ mkdir(",
    ],
)
def test_paths_made_of_the_file_s_own_place_that_it_may_write(line, tmp_path):
    assert needs(tmp_path, line, "shop/settings.py") == []


def test_a_file_in_another_stage(tmp_path):
    text = DOCKERFILE.replace("COPY . .", "COPY --from=made /build/ /srv/x/")
    text = f"FROM python:3.12 AS made\nCOPY shop /build/shop\n\n{text}"
    [said] = needs(tmp_path, "(Path(__file__).parent / 'logs').mkdir()", "shop/log.py", text)

    assert "writes to /srv/x/shop/logs" in said
