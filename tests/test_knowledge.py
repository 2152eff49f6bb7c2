"""The tables: what is looked up, what is refused, and that the shipped rows hold together."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import transforms
from migrator.knowledge import Knowledge, Role, TableError, Works, apt_word
from migrator.knowledge.tables import Table

DATA = Path(transforms.__file__).parent / "data"
ONE_ROW_A_LINE = (
    "packages.toml",
    "package-patterns.toml",
    "wheels.toml",
    "pypi-survey.toml",
    "python.toml",
    "debian-depends.toml",
    "recommends.toml",
    "dispensable.toml",
    "program-paths.toml",
)


@pytest.fixture(scope="module")
def shipped():
    return Knowledge.load(DATA)


def rows(name):
    return tomllib.loads((DATA / name).read_text("utf-8"))


# what is not known


@pytest.mark.parametrize(
    "name",
    [
        "",
        "no-such-package",
        "libfoo9t64",
        "git-",
        "./local.deb",
        "/tmp/local.deb",
        "local.deb",
        "$PACKAGE",
        "libboost-*-dev",
        "lib[a-z]+",
        "a b",
        'curl"',
        "curl\n",
        "\\",
        "openjdk-99-jre",
        "postgresql-99",
        "tesseract-ocr-xxx",
        "tesseract-ocr-ita-old",
    ],
)
def test_unknown_packages_are_not_guessed(shipped, name):
    assert shipped.apt(name) is None


@pytest.mark.parametrize(
    ("name", "apk"),
    [
        ("tesseract-ocr-swe", "tesseract-ocr-data-swe"),
        ("tesseract-ocr-chi-tra", "tesseract-ocr-data-chi_tra"),
        ("avahi-utils", "avahi-tools"),
        ("rtl-433", "rtl_433"),
        ("libva-drm2", "libva"),
        ("libva-x11-2", "libva"),
        ("libva-glx2", "libva-glx"),
        ("libnl-route-3-200", "libnl3"),
        ("libjson-c5", "json-c"),
        ("libleveldb1d", "leveldb"),
        ("libgeotiff5", "libgeotiff"),
        ("libfreexl1", "freexl"),
        ("musl-dev", "musl-dev"),
        ("silversearcher-ag", "the_silver_searcher"),
        ("genisoimage", "cdrkit"),
        ("qrencode", "libqrencode-tools"),
        ("libwww-perl", "perl-libwww"),
        ("libdbd-sqlite3-perl", "perl-dbd-sqlite"),
        ("liblua5.1-0-dev", "lua5.1-dev"),
        ("libacl1", "acl-libs"),
        ("bsdtar", "libarchive-tools"),
        ("iproute", "iproute2"),
    ],
)
def test_packages_that_are_called_otherwise(shipped, name, apk):
    assert shipped.apt(name).apk == (apk,)


@pytest.mark.parametrize(
    "name",
    ["pyudev", "python-vlc", "python-mpv", "mpv", "fusepy", "libnacl", "pysodium", "python-bitcoinlib"],
)
def test_projects_that_look_for_their_library(shipped, name):
    assert shipped.native(name).find_library
    assert not shipped.pure(name)


@pytest.mark.parametrize(
    "name, version, expected",
    [
        ("dbt-core", "1.7.8", True),
        ("dbt-core", "1.7.9", False),
        ("dbt-core", None, False),
        ("dbt-postgres", "1.7.4", True),
        ("dbt-snowflake", "1.6.8", True),
        ("dbt-snowflake", "1.7.0", False),
    ],
)
def test_releases_of_dbt_that_import_distutils(shipped, name, version, expected):
    assert shipped.python(name).breaks(version) is expected


@pytest.mark.parametrize("name", ["", "no-such-project", "no such project", 'x"y'])
def test_unknown_projects_have_no_row(shipped, name):
    assert shipped.native(name) is None
    assert shipped.python(name) is None


@pytest.mark.parametrize("name", ["", "libpq\n", "libpq-de", "pq-dev", "libpq-dev libpq", "\n"])
def test_names_that_alpine_does_not_have(shipped, name):
    assert not shipped.apk_exists(name)


def test_no_folder_no_knowledge():
    empty = Knowledge.load()

    assert empty.apt("curl") is None
    assert empty.native("torch") is None
    assert not empty.apk_exists("curl")
    assert not empty.in_image("musl")
    assert empty.image_packages("python") == ()


def test_a_folder_without_tables_is_empty(tmp_path):
    assert Knowledge.load(tmp_path).apt("curl") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"x" = { apk = ["y"], role = "magic" }', "magic"),
        ('"x" = { apk = "y", role = "cli-tool" }', "apk is not a list of strings"),
        ('"x" = { apk = [1], role = "cli-tool" }', "apk is not a list of strings"),
        ('"x" = { role = "cli-tool", build-only = "yes" }', "build-only is not true or false"),
        ('"x" = { role = "cli-tool", note = 3 }', "note is not a string"),
        ('"x" = "y"', "is not a row"),
        ('"x" = { role = ', "packages.toml"),
        ('"x" = { role = "cli-tool" }\n"x" = { role = "drop" }\nrest', "packages.toml"),
    ],
    ids=lambda value: value[:40],
)
def test_a_broken_table_names_itself(tmp_path, text, said):
    (tmp_path / "packages.toml").write_text(text, "utf-8")

    with pytest.raises(TableError, match=said):
        Knowledge.load(tmp_path).apt("x")


def test_a_broken_pattern_names_itself(tmp_path):
    (tmp_path / "package-patterns.toml").write_text('"(" = { same-as = "x" }', "utf-8")

    with pytest.raises(TableError, match="not a pattern"):
        Knowledge.load(tmp_path).apt("x")


def test_a_table_that_is_not_utf8(tmp_path):
    (tmp_path / "packages.toml").write_bytes(b'"x" = { note = "\xff" }')

    with pytest.raises(TableError, match=r"packages\.toml"):
        Knowledge.load(tmp_path).apt("x")


def test_wheels_with_a_wrong_value(tmp_path):
    (tmp_path / "wheels.toml").write_text(
        '"a" = { works = "maybe" }\n"b" = { works = "yes", first = { x = 1 } }', "utf-8"
    )

    for name in ("a", "b"):
        with pytest.raises(TableError, match=f"wheels.toml: {name}"):
            Knowledge.load(tmp_path).native(name)


# package arguments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("libpq-dev", ("libpq-dev", "", "", "")),
        ("libpq-dev:amd64", ("libpq-dev", "", "amd64", "")),
        ("curl=7.88.1-10+deb12u5", ("curl", "7.88.1-10+deb12u5", "", "")),
        ("nodejs=18.*", ("nodejs", "18.*", "", "")),
        ("libc6:i386=2:2.36~rc1-9", ("libc6", "2:2.36~rc1-9", "i386", "")),
        ("git/bookworm-backports", ("git", "", "", "bookworm-backports")),
        ("g++", ("g++", "", "", "")),
        ("libstdc++6", ("libstdc++6", "", "", "")),
    ],
)
def test_package_arguments_are_taken_apart(text, expected):
    word = apt_word(text)

    assert word is not None
    assert (word.name, word.version, word.architecture, word.release) == expected


def test_versions_and_architectures_do_not_matter_to_the_row(shipped):
    plain = shipped.apt("libpq-dev")

    assert plain.apk == ("libpq-dev",)
    assert plain.runtime == ("libpq",)
    assert plain.role is Role.HEADERS
    assert plain.build_only
    for name in ("libpq-dev:amd64", "libpq-dev=15.3-0", "libpq-dev/bookworm", "libpq-dev+"):
        assert shipped.apt(name) == plain


@pytest.mark.parametrize(
    ("name", "apk", "runtime"),
    [
        ("libjpeg-dev", ("libjpeg-turbo-dev",), ("libjpeg-turbo",)),
        ("default-libmysqlclient-dev", ("mariadb-connector-c-dev",), ("mariadb-connector-c",)),
        ("libxml2-dev", ("libxml2-dev",), ("libxml2",)),
        ("libxslt1-dev", ("libxslt-dev",), ("libxslt",)),
        ("build-essential", ("build-base",), ("libstdc++",)),
        ("gcc", ("gcc", "musl-dev"), ()),
        ("gcc-13", ("gcc", "musl-dev"), ()),
        ("g++-14", ("g++", "musl-dev"), ("libstdc++",)),
        ("libldap2-dev", ("openldap-dev",), ("libldap",)),
        ("libsasl2-dev", ("cyrus-sasl-dev",), ("libsasl",)),
        ("unixodbc-dev", ("unixodbc-dev",), ("unixodbc",)),
        ("libfuzzy-dev", ("libfuzzy2-dev",), ("libfuzzy2",)),
        ("libboost-python1.74-dev", ("boost-dev",), ("boost",)),
    ],
)
def test_headers_and_compilers_go_and_their_libraries_stay(shipped, name, apk, runtime):
    row = shipped.apt(name)

    assert (row.apk, row.runtime, row.build_only) == (apk, runtime, True)


@pytest.mark.parametrize(
    ("name", "apk"),
    [
        ("libgl1-mesa-glx", ("mesa-gl",)),
        ("libgl1", ("mesa-gl",)),
        ("libglib2.0-0", ("glib",)),
        ("libglib2.0-0t64", ("glib",)),
        ("libpng16-16t64", ("libpng",)),
        ("libsm6", ("libsm",)),
        ("libxext6", ("libxext",)),
        ("libmagic1", ("libmagic",)),
        ("libevent-2.1-7", ("libevent",)),
        ("libopenblas0", ("openblas",)),
        ("libpq5", ("libpq",)),
        ("libgdal99", ("gdal", "gdal-driver-all")),
        ("postgresql-client-16", ("postgresql16-client",)),
        ("openjdk-17-jre-headless", ("openjdk17-jre-headless",)),
        ("openjdk-17-jre", ("openjdk17-jre",)),
        ("dnsutils", ("bind-tools",)),
        ("procps", ("procps-ng",)),
        ("default-mysql-client", ("mariadb-client",)),
        ("firefox-geckodriver", ("geckodriver", "firefox-esr", "font-dejavu")),
    ],
)
def test_what_runs_stays(shipped, name, apk):
    row = shipped.apt(name)

    assert row.apk == apk
    assert not row.build_only


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("ca-certificates", Role.IN_IMAGE),
        ("tzdata", Role.IN_IMAGE),
        ("libffi7", Role.IN_IMAGE),
        ("locales", Role.LOCALE),
        ("apt-transport-https", Role.DROP),
        ("software-properties-common", Role.DROP),
        ("curl-doc", Role.DROP),
        ("debian-archive-keyring", Role.DROP),
        ("gnupg", Role.APT_HELPER),
        ("lsb-release", Role.APT_HELPER),
        ("python3", Role.PYTHON),
        ("python3-pip", Role.PYTHON),
        ("python3.11-dev", Role.PYTHON),
        ("libpython3.13-stdlib", Role.PYTHON),
        ("python3-venv", Role.PYTHON),
        ("python3-numpy", Role.MODULE),
        ("python3-never-heard-of", Role.MODULE),
        ("uwsgi-plugin-python3", Role.MODULE),
        ("python2.7", Role.NONE),
        ("google-chrome-stable", Role.NONE),
        ("msodbcsql18", Role.NONE),
        ("cuda-toolkit-13-9", Role.NONE),
        ("postgresql-client-11", Role.NONE),
        ("wkhtmltopdf", Role.NONE),
    ],
)
def test_roles(shipped, name, role):
    assert shipped.apt(name).role is role


def test_the_keyring_of_a_desktop_is_no_key_of_an_apt_source(shipped):
    assert shipped.apt("gnome-keyring") is None


def test_what_works_in_another_way_says_so(shipped):
    for name in ("nginx", "cron", "tini", "imagemagick", "supervisor", "redis-tools"):
        row = shipped.apt(name)
        assert row.differs, name
        assert row.note, name


# overlays


def test_settings_win(shipped):
    mine = shipped.overlaid(
        packages={"no-such-package": ("jq",), "libpq-dev": ("postgresql-dev",), "curl": ()}
    )

    assert mine.apt("no-such-package").apk == ("jq",)
    assert not mine.apt("no-such-package").build_only
    assert mine.apt("curl").role is Role.DROP
    assert mine.apt("libpq-dev=1").apk == ("postgresql-dev",)
    assert mine.apt("libpq-dev").runtime == ("libpq",)
    assert mine.apt("libpq-dev").certainty == "settings"
    assert shipped.apt("no-such-package") is None


def test_settings_can_name_what_alpine_does_not_have(shipped):
    mine = shipped.overlaid(packages={"msodbcsql18": ("our-msodbcsql",), "locales": ("musl-locales",)})

    assert (mine.apt("msodbcsql18").role, mine.apt("msodbcsql18").apk) == (Role.TOOL, ("our-msodbcsql",))
    assert mine.apt("locales").apk == ("musl-locales",)


def test_overlays_add_up_and_know_company_images(shipped):
    mine = shipped.overlaid(packages={"a": ("jq",)}, images={"corp/base": "python:3.11-slim"})
    more = mine.overlaid(packages={"b": ("curl",)})

    assert more.apt("a").apk == ("jq",)
    assert more.apt("b").apk == ("curl",)
    assert more.image("corp/base") == "python:3.11-slim"
    assert shipped.image("corp/base") is None


def test_a_later_folder_wins(tmp_path):
    (tmp_path / "packages.toml").write_text(
        '# ours\n[curl]\napk = ["our-curl"]\nrole = "cli-tool"\n\n["libnew-dev"]\napk = ["new-dev"]\nrole = "dev-headers"\n'
    )
    (tmp_path / "apk-names.txt").write_text("our-curl\nnew-dev\n")
    both = Knowledge.load(DATA, tmp_path)

    assert both.apt("curl").apk == ("our-curl",)
    assert both.apt("libnew-dev").build_only
    assert both.apt("git").apk == ("git",)
    assert both.apk_exists("our-curl")
    assert both.apk_exists("git")
    assert Knowledge.load(tmp_path, DATA).apt("curl").apk == ("curl",)


def test_a_pattern_of_a_plugin_wins(tmp_path):
    (tmp_path / "package-patterns.toml").write_text(
        '"python3?-corp-(.+)" = { role = "python-module", pypi = \'corp-\\1\' }'
    )

    assert Knowledge.load(DATA, tmp_path).apt("python3-corp-x").pypi == "corp-x"


# projects


NOT_ON_MUSL = """
    torch torchvision tensorflow tensorflow-cpu jaxlib onnxruntime onnxruntime-gpu triton xformers vllm bitsandbytes
    mediapipe cx_Oracle ibm-db playwright ray paddlepaddle mxnet cupy tflite-runtime detectron2 accelerate easyocr
    sentence-transformers ultralytics openai-whisper nvidia-cudnn-cu12 numba psycopg chromadb markitdown
"""


@pytest.mark.parametrize("name", NOT_ON_MUSL.split())
def test_projects_that_musl_cannot_have(shipped, name):
    assert shipped.native(name).works is Works.NO


@pytest.mark.parametrize(
    "name", ["pyarrow", "oracledb", "pymssql", "faiss-cpu", "lxml", "pandas", "Pillow", "gevent"]
)
def test_projects_that_have_wheels(shipped, name):
    row = shipped.native(name)

    assert row.works is Works.YES
    assert row.has_wheel(None) is True
    assert row.has_wheel("0.0.1") is False


def test_names_are_compared_in_their_normal_form(shipped):
    assert shipped.native("Psycopg2_Binary") == shipped.native("psycopg2-binary")


def test_an_extra_can_have_a_row_of_its_own(shipped):
    assert shipped.native("psycopg", ["binary"]).works is Works.YES
    assert shipped.native("psycopg", ["pool", "Binary"]).works is Works.YES
    assert shipped.native("transformers").works is Works.YES
    assert shipped.native("transformers", ["torch"]).requires == ("torch",)
    assert shipped.native("flask", ["async"]) is None


@pytest.mark.parametrize(
    ("name", "version", "machine", "expected"),
    [
        ("pandas", "2.1.0", "x86_64", False),
        ("pandas", "2.1.1", "x86_64", True),
        ("pandas", "2.1.1", "aarch64", False),
        ("duckdb", "1.3.2", "x86_64", True),
        ("duckdb", "1.4.0", "x86_64", False),
        ("duckdb", None, "x86_64", False),
        ("duckdb", "1.0.0", "aarch64", False),
        ("torch", "2.2.0", "x86_64", False),
        ("psycopg2", None, "x86_64", False),
        ("pymysql", "0.1", "s390x", True),
        ("pandas", "not a version", "x86_64", None),
        ("lief", "0.12.0", "x86_64", False),
        ("polars", "1.36.1", "x86_64", False),
        ("polars", "1.37.0", "aarch64", True),
        ("nh3", "0.2.13", "x86_64", False),
        ("fastar", "0.1.0", "x86_64", None),
        ("newrelic", "8.0.0", "x86_64", False),
        ("tiktoken", "0.9.0", "x86_64", True),
        ("tiktoken", "0.7.0", "aarch64", True),
        ("tiktoken", "0.9.0", "aarch64", False),
        ("tiktoken", "0.12.0", "aarch64", True),
        ("pymupdf", "1.26.5", "x86_64", True),
        ("pymupdf", "1.26.6", "x86_64", False),
        ("selectolax", "0.3.34", "aarch64", False),
        ("litellm", "1.91.1", "x86_64", True),
        ("litellm", None, "x86_64", False),
        ("python-levenshtein", "0.12.2", "x86_64", False),
        ("python-levenshtein", "0.27.1", "x86_64", True),
        ("reportlab", "3.6.13", "x86_64", False),
        ("milvus-lite", "2.5.1", "x86_64", False),
        ("milvus-lite", None, "x86_64", True),
        ("websockets", "10.4", "x86_64", True),
        ("zeroconf", "0.85.0", "x86_64", False),
        ("zeroconf", "0.147.0", "x86_64", True),
        ("zeroconf", "0.147.1", "x86_64", False),
        ("zeroconf", "0.149.1", "aarch64", False),
        ("zeroconf", "0.150.2", "aarch64", True),
        ("dbus-fast", "2.30.1", "x86_64", False),
        ("dbus-fast", "2.44.3", "aarch64", True),
        ("sqlalchemy", "2.0.4", "x86_64", True),
        ("cython", "0.29.21", "x86_64", False),  # of pure Python, and what it writes does not build on 3.12
        ("simplejson", "3.18.4", "x86_64", False),
        ("grimp", "2.5", "x86_64", False),
        ("grimp", "3.3", "x86_64", True),
    ],
)
def test_which_version_has_a_wheel(shipped, name, version, machine, expected):
    assert shipped.native(name).has_wheel(version, machine) is expected


def test_what_is_compiled_names_what_it_takes(shipped):
    assert shipped.native("psycopg2").build == ("gcc", "musl-dev", "libpq-dev")
    assert shipped.native("psycopg2").runtime_built == ("libpq",)
    assert shipped.native("pyodbc").runtime_wheel == ("unixodbc",)
    assert shipped.native("opencv-python").heavy
    assert shipped.native("gdal").bound_to == "gdal"
    assert shipped.native("psycopg").find_library


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("django", "2.2.28", True),
        ("django", "3.2", False),
        ("django", None, False),
        ("nose", "1.3.7", True),
        ("nose", None, True),
        ("celery", "4.4.7", True),
        ("celery", "5.1.2", True),
        ("celery", "5.2.0", False),
        ("redis", "2.9.1", False),
        ("redis", "2.10.6", True),
        ("redis", "3.5.3", True),
        ("pydantic", "1.10.13", True),
        ("pydantic", "not a version", False),
        ("requests", None, False),
        ("requests", "2.25.0", False),
        ("requests", "2.24.0", True),
        ("kombu", "5.2.4", True),
        ("hug", None, True),
        ("pyowm", "2.10.0", False),
        ("pyowm", "3.3.0", True),
        ("pyowm", "3.5.0", False),
        ("selenium-wire", "5.1.0", True),
        ("wfuzz", None, True),
    ],
)
def test_which_version_breaks_on_a_newer_python(shipped, name, version, expected):
    row = shipped.python(name)

    assert row.python == "3.12"
    assert row.breaks(version) is expected


# images


def test_tables_with_a_reader_of_their_own(shipped, tmp_path):
    (tmp_path / "mine.toml").write_text('"a" = { x = "1" }\n"b" = { x = "2" }\n')
    both = Knowledge.load(DATA, tmp_path)

    assert both.names("mine.toml") == ("a", "b")
    assert both.row("mine.toml", "b") == {"x": "2"}
    assert both.row("mine.toml", "c") is None
    assert shipped.names("mine.toml") == ()


def test_what_the_images_hold(shipped):
    assert shipped.in_image("libssl3")
    assert not shipped.in_image("bash")
    assert "bash" in shipped.image_packages("python-slim")
    assert "git" in shipped.image_packages("python")
    assert shipped.image_packages("windows") == ()
    assert shipped.some_have("windows") == ()


@pytest.mark.parametrize(
    ("release", "count", "name"),
    [("bullseye", 105, "libssl1.1"), ("bookworm", 105, "libssl3"), ("trixie", 87, "libssl3t64")],
)
def test_what_only_some_releases_of_an_image_hold(shipped, release, count, name):
    every, beside = shipped.image_packages("python-slim"), shipped.image_packages(f"python-slim-{release}")

    assert len({*every, *beside}) == len(every) + len(beside) == count
    assert name in beside
    assert {*beside} < {*shipped.some_have("python-slim")}
    assert not {*every} & {*shipped.some_have("python-slim")}


def test_what_only_some_full_images_hold(shipped):
    assert shipped.some_have("python-full") == ("sq",)
    assert "sq" not in shipped.image_packages("python")


# what Debian's packages depend on


@pytest.mark.parametrize(
    ("name", "needed", "other"),
    [
        (
            "build-essential",
            ("gcc", "g++", "cpp", "binutils", "libc6-dev", "make", "patch", "xz-utils"),
            "cmake",
        ),
        ("gcc", ("cpp", "binutils"), "libc6-dev"),
        ("libpq-dev", ("libssl-dev",), "libxslt1-dev"),
        ("default-libmysqlclient-dev", ("libmariadb-dev", "zlib1g-dev"), "libmysqlclient-dev"),
        ("ffmpeg", ("fontconfig",), "gcc"),
        ("libxslt-dev", ("libxslt1-dev", "libxml2-dev"), "libssl-dev"),
    ],
)
def test_what_a_package_needs(shipped, name, needed, other):
    assert {*needed} <= shipped.all_needs(name)
    assert not {name, other} & shipped.all_needs(name)


def test_what_needs_nothing_that_a_dockerfile_names(shipped):
    assert shipped.all_needs("libssl-dev") == shipped.all_needs("no-such-package") == frozenset()


def test_needs_are_known_packages_that_the_image_does_not_have(shipped):
    table = rows("debian-depends.toml")
    names = {*table, *(name for row in table.values() for name in row["needs"])}

    assert [name for name in names if shipped.apt(name) is None] == []
    assert names & {*shipped.image_packages("python-slim")} == set()
    assert all(row["needs"] == sorted(row["needs"]) for row in table.values())


def test_what_is_recommended_is_told_by_release_and_has_rows_of_its_own():
    table, dispensable = rows("recommends.toml"), rows("dispensable.toml")
    fields = {"left", "only", "brings", "not-in-full", "has", "never", "bullseye", "bookworm", "trixie"}

    assert {field for row in table.values() for field in row} <= fields
    assert table["gcc"]["left"] == ["libc6-dev"]
    assert {"ca-certificates", "openssh-client", "less"} <= {*table["git"]["left"]}
    assert "libc6-dev" in table["build-essential"]["brings"]
    assert "gcc" in table["python trixie"]["has"]
    assert "gcc" not in table["python-slim trixie"]["has"]
    assert all(row["why"] for row in dispensable.values())
    assert not {"ca-certificates", "libc6-dev", "openssh-client", "gcc"} & {*dispensable}


# the shipped rows themselves


@pytest.mark.parametrize("name", ONE_ROW_A_LINE)
def test_the_large_tables_have_one_row_a_line_and_are_sorted(name):
    text = (DATA / name).read_text("utf-8")
    table = Table(name, text)
    keys = [line.split('"')[1] for line in text.splitlines() if line.startswith('"')]

    assert list(tomllib.loads(text)) == keys == list(table.names())
    assert table._whole is None
    if name != "package-patterns.toml":
        assert keys == sorted(keys)


def test_a_row_found_by_its_line_is_the_row_of_the_file():
    text = (DATA / "packages.toml").read_text("utf-8")
    table = Table("packages.toml", text)

    for name, row in tomllib.loads(text).items():
        assert table.get(name) == row


def test_the_names_are_sorted_and_once_each():
    lines = (DATA / "apk-names.txt").read_text("utf-8").splitlines()
    names = [line for line in lines if not line.startswith("# ")]

    assert names == sorted(set(names))
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9+._-]*", name) for name in names)


@pytest.mark.parametrize(
    "file", ["packages.toml", "package-patterns.toml", "wheels.toml", "pypi-survey.toml"]
)
def test_every_alpine_package_in_a_row_exists(shipped, file):
    fields = ("apk", "runtime", "build", "runtime-built", "runtime-wheel")
    named = {(key, apk) for key, row in rows(file).items() for each in fields for apk in row.get(each, ())}

    assert [(key, apk) for key, apk in sorted(named) if "\\" not in apk and not shipped.apk_exists(apk)] == []


def test_every_package_row_is_sane(shipped):
    nothing_to_add = (Role.DROP, Role.NONE, Role.LOCALE, Role.PYTHON, Role.MODULE)
    for name in rows("packages.toml"):
        row = shipped.apt(name)
        assert row.certainty, name
        assert not (row.apk and row.role in nothing_to_add), name
        assert row.apk or row.role in (*nothing_to_add, Role.IN_IMAGE), name
        assert not row.build_only or row.apk, name
        assert not row.runtime or row.build_only or row.role is Role.TOOLCHAIN, name


def test_nothing_but_headers_and_tools_for_building_leaves(shipped):
    leaving = [name for name in rows("packages.toml") if shipped.apt(name).build_only]

    libraries = [name for name in leaving if shipped.apt(name).role in (Role.LIBRARY, Role.TOOL, Role.FONT)]
    assert libraries == ["fakeroot"]


def test_headers_name_the_libraries_that_stay(shipped):
    """Only what has no library of its own may leave without a trace."""
    without = [
        name
        for name in rows("packages.toml")
        if shipped.apt(name).role is Role.HEADERS and not shipped.apt(name).runtime
    ]

    assert without == [
        "binutils-dev",
        "libcgal-dev",
        "libeigen3-dev",
        "libiberty-dev",
        "nlohmann-json3-dev",
        "opencl-headers",
        "postgresql-server-dev-15",
        "postgresql-server-dev-all",
        "rapidjson-dev",
    ]


def test_patterns_lead_to_rows(shipped):
    known = rows("packages.toml")
    for pattern, row in rows("package-patterns.toml").items():
        re.compile(pattern)
        assert "\\" in row.get("same-as", "\\") or row["same-as"] in known, pattern
        assert "same-as" in row or row.get("role") in list(Role), pattern


def test_pure_names_are_sorted_normal_and_in_no_table(shipped):
    lines = (DATA / "pypi-pure.txt").read_text("utf-8").splitlines()
    names = [line for line in lines if not line.startswith("# ")]

    assert names == sorted(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)
    assert all(map(shipped.pure, names))
    assert [name for name in names if shipped.native(name)] == []


def test_every_project_row_is_sane(shipped):
    known = rows("wheels.toml") | rows("pypi-survey.toml")
    assert not rows("wheels.toml").keys() & rows("pypi-survey.toml").keys()
    for name in known:
        row = shipped.native(name.partition("[")[0], [name.partition("[")[2].rstrip("]")])
        assert row.name == name
        assert row.certainty, name
        assert set(row.first) <= {"x86_64", "aarch64"}, name
        assert {*row.requires, *row.requires_in} <= set(known), name
        assert not (row.find_library and row.find_library_before), name
        assert row.works is not Works.PIN or row.last, name
        assert row.works is not Works.BUILD or row.sdist, name
        assert not (row.works is Works.NO and row.pure), name


def test_every_python_row_is_sane(shipped):
    kinds = {"distutils", "pkg_resources", "import", "build", "compiled"}
    for name, row in rows("python.toml").items():
        assert row["fails"] in kinds, name
        assert row["note"], name
        assert shipped.python(name).breaks("0.0.1") is not bool(row.get("since")), name
        assert not row["first"] or not shipped.python(name).breaks(row["first"]), name
        assert bool(row.get("beside")) is bool(row.get("beside-first")) is bool(row.get("beside-since")), name
        assert list(row.get("beside", [])) == sorted(set(row.get("beside", []))), name
        assert list(row.get("unless", [])) == sorted(set(row.get("unless", []))), name


@pytest.mark.parametrize(
    ("version", "others", "told"),
    [
        ("2.7.0", {"fastapi", "langchain"}, "langchain"),
        ("2.0", {"spacy"}, "spacy"),
        ("2.7.4", {"langchain"}, ""),
        ("1.10.16", {"langchain"}, ""),
        ("2.7.0", {"fastapi"}, ""),
        (None, {"langchain"}, ""),
    ],
)
def test_a_version_may_fail_beside_others_alone(shipped, version, others, told):
    assert shipped.python("pydantic").breaks_beside(version, others) == told


def test_every_path_of_a_program_is_sane():
    for name, row in rows("program-paths.toml").items():
        assert row.keys() <= {"alpine", "debian", "with", "unless"}, name
        assert re.fullmatch(r"/(?:usr/(?:local/)?)?s?bin/[\w-]+", row["alpine"]), name
        assert row["alpine"] not in row.get("debian", []), name
        assert row.get("debian") or row["alpine"].endswith(f"/{name}") or name == "dash", name


def test_every_release_is_sane():
    pythons = rows("python-releases.toml")
    for name, row in pythons.items():
        assert row.keys() <= {"ended", "alpine", "today"}, name
        assert all(row[each].startswith(f"{name}.") for each in ("alpine", "today") if each in row), name
        assert "alpine" in row or "today" not in row, name
        assert re.fullmatch("20[0-9]{2}-[01][0-9]", row.get("ended", "2026-12")), name
    assert rows("debian-releases.toml").keys() == {"jessie", "stretch", "buster", "bullseye"}
    assert {row["last-python"] for row in rows("debian-releases.toml").values()} <= pythons.keys()


def test_the_tables_name_no_machine_and_say_their_date():
    home_of_an_image = re.compile(r'(?i)\bhome ?= ?"?/[\w./-]+')
    for file in DATA.iterdir():
        text = file.read_text("utf-8")
        assert not re.search(r"/(work|tmp|home|root)/(?!\.)", home_of_an_image.sub("", text)), file.name
        assert text.startswith("# "), file.name


OWN = """
[packages]
"libcompany-dev" = { apk = ["libcompany-dev"], role = "dev-headers", runtime = ["libcompany"] }
"libpq-dev" = { apk = ["company-libpq-dev"], role = "dev-headers" }

[wheels]
"company-model" = { works = "no", requires = ["torch"] }
"""


def test_a_file_holds_several_tables_and_wins(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    knowledge = Knowledge.load(DATA, file)
    knowledge.check((file,))

    assert knowledge.apt("libcompany-dev").runtime == ("libcompany",)
    assert knowledge.apt("libpq-dev").apk == ("company-libpq-dev",)
    assert knowledge.native("company-model").requires == ("torch",)
    assert knowledge.apt("git").apk == ("git",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[package]\n", "no table is called package.toml; known: accounts"),
        ("[packages]\nx = { role = 'nonsense' }\n", "packages.toml: x: 'nonsense'"),
        ("[wheels]\nx = { works = 1 }\n", "wheels.toml: x: works is not a string"),
        ("[wheels]\nx = { works = 'yes', without = { x86_64 = 'old' } }\n", "wheels.toml: x: without: "),
        ("[debian-depends]\ngcc = { needs = 'cpp' }\n", "debian-depends.toml: gcc: needs is not a list"),
        ("[images]\npython-slim = { packages = 'bash' }\n", "python-slim: packages is not a list"),
        ("[packages]\nx = 3\n", "is not a row"),
        ("packages = 3\n", "packages is no table"),
        ("[packages", "own.toml: "),
    ],
    ids=["table", "role", "type", "specifier", "needs", "image", "row", "no-table", "no-toml"],
)
def test_a_broken_file_says_where(tmp_path, text, said):
    file = tmp_path / "own.toml"
    file.write_text(text)

    with pytest.raises(TableError, match=re.escape(said)):
        Knowledge.load(DATA, file).check((file,))


@pytest.mark.parametrize(
    ("name", "tells"),
    [
        ("acme-torch", "torch"),
        ("something-gpu", "CUDA"),
        ("types-tensorflow", ""),
        ("requests", ""),
        ("acme", ""),
    ],
)
def test_a_name_tells_what_a_project_needs_that_no_table_knows(shipped, name, tells):
    assert shipped.telling(name) == tells


@pytest.mark.parametrize(
    ("name", "pure"), [("Flask_Login", True), ("requests", True), ("nobody-knows", False)]
)
def test_what_is_known_to_be_pure(shipped, name, pure):
    assert shipped.pure(name) is pure


def test_no_project_is_in_both_lists(shipped):
    pure = [
        name
        for key in shipped.names("pure.toml")
        for name in shipped.row("pure.toml", key).get("projects", [])
    ]
    assert [name for name in pure if shipped.native(name)] == []
    assert len(pure) == len(set(pure))


@pytest.mark.parametrize(
    ("version", "old"), [(None, False), ("0.30.2", True), ("0.67.0", False), ("x", False)]
)
def test_old_versions_hold_others_to_what_has_no_wheels(shipped, version, old):
    assert shipped.native("feast", ("gcp",)).is_old(version) is old


ROWS = [
    '"a" = { x = "b", y = ["c", "d"], z = true }',
    '"a" = { x = "b, y = c", "q" = "r" }',
    '"a" = { x = "no\\\\nline", y = \'plain\' }',
    '"a" = { x = "null", y = "NaN" }',
    '"a" = { x = 1, y = 1_000, z = 1.5, w = nan, v = 1979-05-27 }',
    '"a" = { x.y = "z" }',
    '"a" = { x = {} }',
    '"a" = {}',
]
BROKEN = ['"a" = { x = null }', '"a" = { x = "b", x = "c" }', '"a" = { x = NaN }', '"a" = { x = "b" } }']


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_what_toml_says(row):
    assert repr(Table("t", f"# one\n\n{row}\n").get("a")) == repr(tomllib.loads(row)["a"])


@pytest.mark.parametrize("row", BROKEN)
def test_what_is_no_toml_is_no_row(row):
    with pytest.raises(TableError):
        Table("t", row).get("a")
