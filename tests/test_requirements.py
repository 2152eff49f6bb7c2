"""Dependency files of every kind: what cannot be read is said, what can be is read in full."""

from __future__ import annotations

import json
import time

import pytest
from packaging.specifiers import SpecifierSet

from migrator.build_context import BuildContext
from migrator.requirements import python_requirement, read_file, read_project
from migrator.requirements.files import logical_lines
from migrator.requirements.local_paths import path_of
from migrator.requirements.model import MAX_REQUIREMENTS
from migrator.requirements.names import named_by_url
from migrator.requirements.project_files import UNSEEN_MEMBER
from migrator.requirements.version_bounds import ends_by, is_below, named_version, upper_bound


@pytest.fixture
def read(tmp_path):
    """Write files and read the first as a dependency file."""

    def write_and_read(files, **options):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(BuildContext(tmp_path), next(iter(files)), **options)

    return write_and_read


def said(found):
    """Give what was read in the words of a requirements file."""
    return [
        f"{each.name or each.path or each.url}{each.specifier}{f'; {each.marker}' if each.marker else ''}"
        for each in found.requirements
    ]


def complete(found):
    """Tell whether everything was read and understood."""
    return not found.missing and not found.problems


def problems(found):
    return [(each.origin, each.line, each.message) for each in found.problems]


# what cannot be read


NAMES = "requirements.txt ../requirements.txt sub/requirements.txt pyproject.toml setup.cfg setup.py Pipfile"
LOCKS = "uv.lock poetry.lock pdm.lock Pipfile.lock pylock.toml pylock.prod.toml"


@pytest.mark.parametrize("name", ["", *NAMES.split(), *LOCKS.split()])
def test_a_missing_file_is_named(tmp_path, name):
    found = read_file(BuildContext(tmp_path), name)

    assert found.missing == ((name or "."),)
    assert not complete(found)
    assert found.requirements == found.read == ()


def test_without_a_context_everything_is_missing():
    assert read_file(BuildContext(None), "requirements.txt").missing == ("requirements.txt",)
    assert read_project(BuildContext(None)).missing == (".",)
    assert python_requirement(BuildContext(None)) is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("flask==1==2", "not a requirement"),
        ("flask >= >= 2", "not a requirement"),
        ("???", "not a requirement"),
        ("two words", "not a requirement"),
        ("pytz>dev", "not a requirement"),
        ("flask; python_version ~~ '3'", "not a requirement"),
        ("x" * 20_000, "not a requirement: too long"),
        ("flask; " + "(" * 4000 + "os_name == 'x'" + ")" * 4000, "not a requirement"),
        ("flask==${VERSION}", "depends on ${VERSION}"),
        ("--unknown x y", "unknown option --unknown"),
        ("-q", "unknown option -q"),
        ("--index-url", "cannot read the options: --index-url needs a value"),
        ("flask --hash 'x", "cannot read the options: No closing quotation"),
        ("-r requirements.txt", "requirements.txt includes itself"),
    ],
    ids=lambda value: value[:30],
)
def test_lines_that_cannot_be_understood_are_told(read, line, message):
    found = read({"requirements.txt": f"# first\n{line}\ndjango"})

    assert said(found) == ["django"]
    assert [(origin, at) for origin, at, _ in problems(found)] == [("requirements.txt", 2)]
    assert problems(found)[0][2].startswith(message)


def test_only_the_first_word_after_an_unknown_option_is_lost(read):
    assert [each.message for each in read({"r.txt": "--what ever\n"}).problems] == ["unknown option --what"]


def test_files_that_name_each_other_in_a_circle(read):
    found = read({"a/r.txt": "one\n-r ../b/r.txt\n", "b/r.txt": "two\n-r ../a/r.txt\n-c ../a/r.txt\n"})

    assert said(found) == ["one", "two"]
    assert problems(found) == [
        ("b/r.txt", 2, "../a/r.txt includes itself"),
        ("b/r.txt", 3, "../a/r.txt includes itself"),
    ]


def test_nested_files_that_are_not_there(read):
    found = read(
        {"r.txt": "-r absent.txt\n-c ../outside.txt\n-r https://h/r.txt\n-r ${D}/r.txt\nflask\n-r absent.txt"}
    )

    assert said(found) == ["flask"]
    assert found.missing == ("absent.txt", "../outside.txt", "https://h/r.txt", "${D}/r.txt")
    assert found.read == ("r.txt",)


def test_files_nested_too_deep(read):
    files = {f"{at}.txt": f"p{at}\n-r {at + 1}.txt" for at in range(30)}
    found = read(files)

    assert len(found.requirements) == 20
    assert problems(found) == [("19.txt", 2, "20.txt is nested too deep")]


def test_a_list_without_end_is_cut_and_says_so(read):
    found = read({"r.txt": "a\n" * (MAX_REQUIREMENTS + 5)})

    assert len(found.requirements) == MAX_REQUIREMENTS
    assert problems(found) == [("r.txt", MAX_REQUIREMENTS + 1, "too many requirements: the rest is not read")]


@pytest.mark.parametrize(
    "text",
    [
        "# comment\n" * 1_000_000,
        "a \\\n" * 1_000_000,
        " " * 5_000_000 + "#",
        "-" * 5_000_000,
        "[" * 5_000_000,
    ],
    ids=["comments", "continuations", "blanks", "dashes", "brackets"],
)
def test_reading_lines_takes_time_in_proportion(text):
    before = time.process_time()

    assert sum(1 for _ in logical_lines(text)) <= 1
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "line",
    ["a-1" * 3000, "./" + "a-1" * 100_000 + ".whl", "a[" * 4000, "a" + " -" * 100_000, "x @ " + "a" * 9000],
)
def test_ugly_lines_are_read_quickly(read, line):
    before = time.process_time()
    read({"r.txt": line})

    assert time.process_time() - before < 5


def test_a_conda_environment_is_not_taken_for_requirements(read):
    assert problems(read({"environment.yml": "dependencies:\n  - numpy\n"})) == [
        ("environment.yml", 1, "conda environments are not read")
    ]


# requirements.txt


def test_an_empty_file(read):
    found = read({"requirements.txt": "\n  \n# nothing\n"})

    assert found.requirements == ()
    assert complete(found)


def test_lines_as_pip_joins_them():
    text = "a \\\n  # in between\nb==1 \\\n  --hash=x\nc # why\nd#not\n#e\n\\\nf\\"

    assert list(logical_lines(text)) == [(1, "a"), (3, "b==1   --hash=x"), (5, "c"), (6, "d#not"), (8, "f")]


def test_all_that_a_requirement_says(read):
    found = read(
        {
            "requirements.txt": "Flask_SQLAlchemy [b,a] >=2,<3 ; python_version < '3.9' \\\r\n"
            "    --hash=sha256:aa --hash sha256:bb --global-option='-v'\r\n"
        }
    )
    one = found.requirements[0]

    assert (one.name, one.extras, one.line, one.origin) == (
        "flask-sqlalchemy",
        ("a", "b"),
        1,
        "requirements.txt",
    )
    assert one.specifier == SpecifierSet(">=2,<3")
    assert str(one.marker) == 'python_version < "3.9"'
    assert one.hashes == ("sha256:aa", "sha256:bb")
    assert complete(found)


def test_options_come_in_their_long_form(read):
    text = "-ihttps://u:p@h/simple\n-f wheels --pre\n--extra-index-url=https://h/x\n--no-binary :all:\n--require-hashes"
    found = read({"r.txt": text})

    assert [(each.name, each.value, each.line) for each in found.options] == [
        ("--index-url", "https://u:p@h/simple", 1),
        ("--find-links", "wheels", 2),
        ("--pre", "", 2),
        ("--extra-index-url", "https://h/x", 3),
        ("--no-binary", ":all:", 4),
        ("--require-hashes", "", 5),
    ]
    assert complete(found)


@pytest.mark.parametrize(
    ("line", "name", "version", "url", "path"),
    [
        ("./pkg", "", None, "", "./pkg"),
        ("./pkg[dev,test]", "", None, "", "./pkg"),
        ("../sibling", "", None, "", "../sibling"),
        ("/app/pkg", "", None, "", "/app/pkg"),
        ("libs/core", "", None, "", "libs/core"),
        ("-e .", "", None, "", "."),
        ("-e pkg", "", None, "", "pkg"),
        ("wheels/Foo_Bar-1.2-py3-none-any.whl", "foo-bar", "1.2", "", "wheels/Foo_Bar-1.2-py3-none-any.whl"),
        (
            "https://h/foo-1.2-py3-none-any.whl#sha256=a",
            "foo",
            "1.2",
            "https://h/foo-1.2-py3-none-any.whl#sha256=a",
            "",
        ),
        ("git+https://g/x.git@v1#egg=Foo[a]", "foo", None, "git+https://g/x.git@v1#egg=Foo[a]", ""),
        ("--editable=git+ssh://git@g/x.git", "", None, "git+ssh://git@g/x.git", ""),
        ("foo @ git+https://g/x.git", "foo", None, "git+https://g/x.git", ""),
        ("foo[a] @ https://h/foo-1.2.whl", "foo", None, "https://h/foo-1.2.whl", ""),
        ("foo @ https://h/foo.whl ; os_name == 'nt'", "foo", None, "https://h/foo.whl", ""),
        ("foo @ https://h/foo.whl; os_name == 'nt'", "foo", None, "https://h/foo.whl", ""),
        ("file:///wheels/foo.tar.gz", "", None, "file:///wheels/foo.tar.gz", ""),
        ("foo.tar.gz ; os_name == 'nt'", "", None, "", "foo.tar.gz"),
        ("git+https://${TOKEN}@g/x.git#egg=foo", "foo", None, "git+https://${TOKEN}@g/x.git#egg=foo", ""),
    ],
)
def test_urls_and_paths(read, line, name, version, url, path):
    found = read({"r.txt": line})
    one = found.requirements[0]

    assert complete(found)
    assert (one.name, one.pinned, one.url, one.path) == (name, version, url, path)
    assert one.editable is line.startswith(("-e", "--e"))
    assert (one.marker is not None) is ("os_name" in line)


def test_extras_of_paths(read):
    assert [each.extras for each in read({"r.txt": "-e .[b,a]\ngit+https://g#egg=x[c]"}).requirements] == [
        ("a", "b"),
        ("c",),
    ]


def test_nested_files_are_read_from_where_they_are_named(read):
    found = read(
        {
            "services/x/requirements/prod.txt": "-r base.txt\n-c ../../../constraints.txt\ngunicorn",
            "services/x/requirements/base.txt": "flask",
            "constraints.txt": "flask==2.0\n-r more.txt",
            "more.txt": "werkzeug<3",
        }
    )

    assert said(found) == ["flask", "gunicorn"]
    assert [(each.name, each.origin) for each in found.constraints] == [
        ("flask", "constraints.txt"),
        ("werkzeug", "more.txt"),
    ]
    assert found.requirements[0].origin == "services/x/requirements/base.txt"
    assert found.read[-1] == "more.txt"
    assert complete(found)


def test_a_file_named_twice_is_read_once(read):
    assert said(read({"r.txt": "-r b.txt\n-r ./b.txt\n-r c.txt", "b.txt": "b", "c.txt": "-r b.txt\nc"})) == [
        "b",
        "c",
    ]


def test_a_constraints_file(read):
    found = read({"c.txt": "flask==1"}, constraint=True)

    assert found.requirements == ()
    assert found.constraints[0].pinned == "1"


def test_a_file_that_powershell_wrote(read):
    assert said(read({"requirements.txt": "flask==2.0\r\ndjango\r\n".encode("utf-16")})) == [
        "flask==2.0",
        "django",
    ]


# versions


@pytest.mark.parametrize(
    ("specifier", "pinned", "at_most"),
    [
        ("", None, None),
        (">=1", None, None),
        ("!=1.5", None, None),
        ("==1.5", "1.5", "1.5"),
        ("==1.*", None, "2.dev0"),
        ("===1.5", "1.5", "1.5"),
        ("===weird", "weird", None),
        ("==1.5,!=1.6", None, "1.5"),
        ("<2", None, "2.dev0"),
        ("<2.1rc1", None, "2.1.dev0"),
        ("<=2", None, "2"),
        ("~=1.4", None, "2.dev0"),
        ("~=1.4.2", None, "1.5.dev0"),
        (">=1,<3,<=2.5", None, "2.5"),
    ],
)
def test_the_newest_version_that_is_allowed(read, specifier, pinned, at_most):
    one = read({"r.txt": f"x{specifier}"}).requirements[0]

    assert one.pinned == pinned
    assert upper_bound(SpecifierSet(specifier)) == at_most


@pytest.mark.parametrize(
    ("specifier", "below_2", "ends_by_2"),
    [
        ("", False, False),
        (">=1", False, False),
        ("<2", True, True),
        ("<=2", False, True),
        ("<=1.9", True, True),
        ("~=1.4", True, True),
        ("~=2.0", False, False),
        ("==1.*", True, True),
        ("==2.*", False, False),
        ("<3,>=1,<1.5", True, True),
    ],
)
def test_versions_up_to_a_limit(specifier, below_2, ends_by_2):
    assert named_version(SpecifierSet(specifier)) is None
    assert is_below(SpecifierSet(specifier), "2") is below_2
    assert ends_by(SpecifierSet(specifier), "2") is ends_by_2


# pyproject.toml


def test_a_project_as_pep_621_has_it(read):
    found = read(
        {
            "pyproject.toml": """
[build-system]
requires = ["hatchling"]

[project]
name = "app"
dependencies = [
  "flask>=2",   # flask
  'uvicorn[standard]; os_name == "posix"',
  "not a requirement",
]

[project.optional-dependencies]
dev = ["pytest"]

[dependency-groups]
lint = ["ruff==0.5", {include-group = "other"}]

[tool.uv]
dev-dependencies = ["mypy"]

[tool.uv.sources]
Flask = { git = "https://g/flask.git" }
mypy = { workspace = true }
"""
        }
    )

    assert [(each.name, each.group, each.line) for each in found.requirements] == [
        ("flask", "", 8),
        ("uvicorn", "", 9),
        ("pytest", "extra:dev", 14),
        ("ruff", "group:lint", 17),
        ("mypy", "group:dev", 20),
        ("hatchling", "build", 3),
    ]
    assert found.requirements[0].url == "git+https://g/flask.git"
    assert found.requirements[4].path == UNSEEN_MEMBER
    assert [(line, message.partition(":")[0]) for _, line, message in problems(found)] == [
        (10, "not a requirement"),
        (17, "there is no group other"),
    ]


@pytest.mark.parametrize(
    "text",
    ["[project", "a = 1\na = 2", "x = " + "[" * 5000, "\udcff = 1"],
    ids=["cut", "twice", "deep", "not text"],
)
def test_a_pyproject_that_is_not_toml(read, text):
    found = read({"pyproject.toml": text.encode("utf-8", "surrogateescape")})

    assert problems(found)[0][2].startswith("not TOML: ")


@pytest.mark.parametrize(
    "text",
    [
        "project = 3",
        "[project]\ndependencies = 'flask'",
        "[project]\ndependencies = [1, {}]",
        "[project.optional-dependencies]\nx = 1",
        "[tool]\npoetry = []",
        "[tool.poetry]\ndependencies = []\n[tool.poetry.group]\nx = 1",
        "[dependency-groups]\nx = 'y'",
        "[tool.uv]\nsources = [1]\ndev-dependencies = 1",
    ],
)
def test_a_pyproject_of_another_shape_breaks_nothing(read, text):
    assert read({"pyproject.toml": text}).requirements == ()


def test_a_project_without_end_is_cut_and_says_so(read, monkeypatch):
    monkeypatch.setattr("migrator.requirements.model.MAX_REQUIREMENTS", 2)
    found = read({"pyproject.toml": "[project]\ndependencies = ['a', 'b', 'c', 'd']"})
    lock = read({"uv.lock": "".join(f"[[package]]\nname = '{name}'\nversion = '1'\n" for name in "abcd")})

    assert [each.name for each in found.requirements] == ["a", "b"]
    assert [each.message for each in found.problems] == ["too many requirements: the rest is not read"]
    assert len(lock.requirements) == 2
    assert len(lock.problems) == 1


def test_pdm_and_a_poetry_python_without_a_version(read):
    found = read(
        {
            "pyproject.toml": "[tool.pdm.dev-dependencies]\ntest = ['pytest']\n"
            "[tool.poetry.dependencies]\nodd = {version = '1', python = 'any'}"
        }
    )

    assert [(each.name, each.group) for each in found.requirements] == [("pytest", "group:test")]
    assert [each.message.partition(":")[0] for each in found.problems] == ["odd"]


def test_a_pipfile_that_is_not_toml(read):
    assert problems(read({"Pipfile": "<<<<"}))[0][2].startswith("not TOML: ")


def test_dynamic_dependencies_are_followed_or_told(read):
    files = '[project]\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["r.txt", "no.txt"]}'
    found = read({"pyproject.toml": files, "r.txt": "flask"})

    assert (said(found), found.missing, found.problems) == (["flask"], ("no.txt",), ())

    unknown = read({"pyproject.toml": '[project]\ndynamic = ["version", "dependencies"]'})
    assert problems(unknown) == [("pyproject.toml", 2, "dynamic dependencies: only a build tells them")]


def test_poetry(read):
    found = read(
        {
            "pyproject.toml": """
[tool.poetry.dependencies]
python = "^3.9"
flask = "^2.1.3"
django = {version = "~4.2", extras = ["argon2"], python = ">=3.10,<4.0", platform = "linux"}
numpy = [{version = "<=1.26", python = "<3.12"}, {version = "^2.0", markers = "python_version >= '3.12'"}]
internal = {path = "../internal", develop = true}
fork = {git = "https://g/fork.git", branch = "x"}
extra = {version = "*", optional = true}
bad = ">=1 || <0.5"
worse = 3

[tool.poetry.dev-dependencies]
pytest = "7.*"

[tool.poetry.group.docs.dependencies]
sphinx = "^0.0.3"
"""
        }
    )

    assert said(found) == [
        "flask<3,>=2.1.3",
        'django<4.3,>=4.2; sys_platform == "linux" and python_version >= "3.10" and python_version < "4.0"',
        'numpy<=1.26; python_version < "3.12"',
        'numpy<3,>=2.0; python_version >= "3.12"',
        "internal",
        "fork",
        "extra",
        "pytest==7.*",
        "sphinx<0.0.4,>=0.0.3",
    ]
    groups = {each.name: each.group for each in found.requirements if each.group}
    assert groups == {"extra": "extra:", "pytest": "group:dev", "sphinx": "group:docs"}
    assert (found.requirements[4].path, found.requirements[4].editable) == ("../internal", True)
    assert found.requirements[5].url == "git+https://g/fork.git"
    assert [(line, message.partition(":")[0]) for _, line, message in problems(found)] == [
        (10, "bad"),
        (11, "worse"),
    ]


# setup.cfg, Pipfile


def test_setup_cfg(read):
    found = read(
        {
            "setup.cfg": """
[options]
install_requires =
    flask>=2
    # why
    django ; python_version > "3"  # comment
    file not
setup_requires = wheel
[options.extras_require]
Dev = pytest
tests = file: tests.txt, absent.txt
""",
            "tests.txt": "mock",
        }
    )

    assert [(each.name, each.group) for each in found.requirements] == [
        ("flask", ""),
        ("django", ""),
        ("wheel", "build"),
        ("pytest", "extra:dev"),
        ("mock", ""),
    ]
    assert found.missing == ("absent.txt",)
    assert [message.partition(":")[0] for _, _, message in problems(found)] == ["not a requirement"]


def test_a_setup_cfg_that_is_none(read):
    assert problems(read({"setup.cfg": "no section"})) == [("setup.cfg", 1, "not an ini file")]


def test_a_pipfile(read):
    found = read(
        {
            "Pipfile": """
[packages]
flask = "*"
django = {version = "==4.2", extras = ["bcrypt"], sys_platform = "== 'linux'"}
own = {path = ".", editable = true}
[dev-packages]
pytest = ">=7"
[requires]
python_version = "3.9"
"""
        }
    )

    assert said(found) == ["flask", 'django==4.2; sys_platform == "linux"', "own", "pytest>=7"]
    assert found.requirements[1].extras == ("bcrypt",)
    assert found.requirements[3].group == "group:dev"
    assert complete(found)


# lock files


UV_LOCK = """
version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "click" },
    { name = "pywin32", marker = "sys_platform == 'win32'" },
]

[package.optional-dependencies]
gpu = [{ name = "torch" }]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "click"
version = "8.1.7"
source = { registry = "https://index.example.com/simple" }
dependencies = [{ name = "colorama", marker = "sys_platform == 'win32'" }]
sdist = { url = "https://f/click-8.1.7.tar.gz", hash = "sha256:a", size = 1 }
wheels = [
    { url = "https://f/click-8.1.7-py3-none-any.whl", hash = "sha256:b", size = 1 },
]

[[package]]
name = "colorama"
version = "0.4.6"
source = { registry = "https://index.example.com/simple" }

[[package]]
name = "pywin32"
version = "306"
source = { registry = "https://index.example.com/simple" }

[[package]]
name = "torch"
version = "2.2.0"
source = { registry = "https://download.pytorch.org/whl/cu121" }

[[package]]
name = "pytest"
version = "8.0"
source = { git = "https://g/pytest.git?rev=x#abc" }
"""


def test_forks_of_a_uv_lock(read):
    entry = "[[package]]\nname = 'numpy'\nversion = '{}'\nresolution-markers = [{}]\n"
    text = entry.format("1", "\"python_full_version < '3.11'\", \"sys_platform == 'darwin'\"")
    text += entry.format("2", "\"python_full_version >= '3.11' and sys_platform != 'darwin'\"")
    text += entry.format("3", "\"python_full_version < '3.11' and extra == 'extra-3-app-a'\"")

    assert said(read({"uv.lock": text})) == [
        'numpy==1; python_full_version < "3.11" or sys_platform == "darwin"',
        'numpy==2; python_full_version >= "3.11" and sys_platform != "darwin"',
        "numpy==3",
    ]


@pytest.mark.parametrize(
    ("edges", "wanted"),
    [
        ({"view": ["core; darwin"], "core": ["base"]}, {"core": "darwin", "base": "darwin"}),
        ({"view": ["core; darwin", "base"], "core": ["base"]}, {"core": "darwin", "base": ""}),
        (
            {"view": ["core; darwin"], "core": ["base; win32", "base"]},
            {"core": "darwin", "base": "darwin win32"},
        ),
        ({"view": ["core; darwin"], "core": ["base"], "base": ["core"]}, {"core": "", "base": ""}),
    ],
)
def test_a_uv_lock_hands_markers_on_to_what_nothing_else_needs(read, edges, wanted):
    def entry(name):
        needs = [each.partition("; ") for each in edges.get(name, ())]
        listed = ", ".join(
            f'{{name = "{to}"' + (f", marker = \"sys_platform == '{on}'\"" if on else "") + "}"
            for to, _, on in needs
        )
        return f'[[package]]\nname = "{name}"\nversion = "1"\ndependencies = [{listed}]\n'

    root = '[[package]]\nname = "app"\nversion = "1"\nsource = {virtual = "."}\ndependencies = [{name = "view"}]\n'
    found = read({"uv.lock": root + "".join(map(entry, ("view", "core", "base")))}).requirements

    markers = {each.name: str(each.marker or "") for each in found}
    for name, systems in wanted.items():
        says = " or ".join(f'sys_platform == "{each}"' for each in systems.split())
        assert markers[name] == says


def test_uv_lock(read):
    found = read({"uv.lock": UV_LOCK})

    assert said(found) == [
        "app",
        "click==8.1.7",
        'colorama==0.4.6; sys_platform == "win32"',
        'pywin32==306; sys_platform == "win32"',
        "torch==2.2.0",
        "pytest",
    ]
    assert [each.group for each in found.requirements] == ["", "", "", "", "extra:gpu", "group:dev"]
    assert found.requirements[1].files == ("click-8.1.7-py3-none-any.whl", "click-8.1.7.tar.gz")
    assert found.requirements[1].line == 21
    assert found.requirements[5].url == "git+https://g/pytest.git?rev=x#abc"
    assert found.requirements[0].path == "."
    assert complete(found)


def test_poetry_lock_old_and_new(read):
    old = read(
        {
            "poetry.lock": """
[[package]]
name = "Flask"
version = "2.0.1"
category = "main"
optional = false

[[package]]
name = "pytest"
version = "7.0"
category = "dev"

[metadata]
python-versions = "^3.9"

[metadata.files]
Flask = [{file = "Flask-2.0.1-py3-none-any.whl", hash = "sha256:a"}]
"""
        }
    )
    new = read(
        {
            "poetry.lock": """
[[package]]
name = "flask"
version = "3.0"
groups = ["main", "dev"]
markers = "python_version >= '3.9'"
files = [{file = "flask-3.0-py3-none-any.whl", hash = "sha256:a"}]

[[package]]
name = "own"
version = "1"
groups = ["dev"]
files = []
[package.source]
type = "directory"
url = "../own"

[[package]]
name = "fork"
version = "1"
groups = ["main"]
markers = {main = "os_name == 'posix'", dev = "x"}
[package.source]
type = "git"
url = "https://g/fork.git"
"""
        }
    )

    assert said(old) == ["flask==2.0.1", "pytest==7.0"]
    assert [each.group for each in old.requirements] == ["", "group:dev"]
    assert old.requirements[0].files == ("Flask-2.0.1-py3-none-any.whl",)
    assert said(new) == ['flask==3.0; python_version >= "3.9"', "own", 'fork; os_name == "posix"']
    assert [each.group for each in new.requirements] == ["|group:dev", "group:dev", ""]
    assert (new.requirements[1].path, new.requirements[2].url) == ("../own", "git+https://g/fork.git")


def test_pdm_lock_and_pylock(read):
    pdm = read(
        {
            "pdm.lock": """
[[package]]
name = "flask"
version = "3.0"
groups = ["default", "dev"]
files = [{file = "flask-3.0.tar.gz", hash = "sha256:a"}]
"""
        }
    )
    pylock = read(
        {
            "pylock.prod.toml": """
lock-version = "1.0"
[[packages]]
name = "flask"
version = "3.0"
marker = "os_name == 'posix'"
sdist = {name = "flask-3.0.tar.gz"}
[[packages.wheels]]
url = "https://f/flask-3.0-py3-none-any.whl#x"
[[packages]]
name = "fork"
vcs = {type = "git", url = "https://g/x.git"}
[[packages]]
name = "own"
directory = {path = "."}
"""
        }
    )

    assert said(pdm) == ["flask==3.0"]
    assert said(pylock) == ['flask==3.0; os_name == "posix"', "fork", "own"]
    assert pylock.requirements[0].files == ("flask-3.0-py3-none-any.whl", "flask-3.0.tar.gz")
    assert (pylock.requirements[1].url, pylock.requirements[2].path) == ("https://g/x.git", ".")


def test_pipfile_lock(read):
    lock = {
        "default": {
            "flask": {"hashes": ["sha256:a"], "markers": "python_version >= '3.8'", "version": "==3.0"},
            "own": {"path": ".", "editable": True},
            "odd": 3,
        },
        "develop": {"pytest": {"version": "==8.0"}, "bad": {"version": "=="}},
    }
    found = read({"Pipfile.lock": json.dumps(lock, indent=4)})

    assert said(found) == ['flask==3.0; python_version >= "3.8"', "own", "odd", "pytest==8.0"]
    assert found.requirements[0].hashes == ("sha256:a",)
    assert found.requirements[0].line == 3
    assert found.requirements[3].group == "group:dev"
    assert [message.partition(":")[0] for _, _, message in problems(found)] == ["bad"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", "[[package]"),
        ("uv.lock", "x = " + "[" * 5000),
        ("poetry.lock", "<<<<<<< HEAD"),
        ("Pipfile.lock", "{"),
        ("Pipfile.lock", "[" * 100_000),
        ("pylock.toml", "\udcff"),
    ],
)
def test_lock_files_that_are_none(read, name, text):
    found = read({name: text.encode("utf-8", "surrogateescape")})

    assert problems(found)[0][2].startswith("not a lock file: ")
    assert found.requirements == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uv.lock", "package = 3"),
        ("uv.lock", "[[package]]\nversion = '1'"),
        ("uv.lock", "[[package]]\nname = 'x'\nversion = 'not a version'"),
        ("uv.lock", "[[package]]\nname = 'x'\nversion = '1'\nsource = 3\nwheels = 4\ndependencies = 'y'"),
        ("poetry.lock", "[[package]]\nname = 'x'\nversion = '1'\nmarkers = 'nonsense'"),
        ("Pipfile.lock", "[]"),
        ("Pipfile.lock", '{"default": 3}'),
    ],
)
def test_lock_files_of_another_shape_break_nothing(read, name, text):
    found = read({name: text})

    assert len(found.requirements) + len(found.problems) <= 1


# setup.py


def test_setup_py(read):
    found = read(
        {
            "setup.py": '''
import setuptools
BASE = ["flask>=2", "django" ">=4"]
EXTRAS = {"dev": ["pytest"] + BASE, "docs": ("sphinx",)}
VERSION = ">=3.8"
if __name__ == "__main__":
    setuptools.setup(
        name="x",
        install_requires=BASE + [*BASE, "celery"],
        extras_require=EXTRAS,
        setup_requires="""
            wheel
            # comment
        """,
        python_requires=VERSION,
    )
'''
        }
    )

    assert [(each.name, each.group) for each in found.requirements] == [
        ("flask", ""),
        ("django", ""),
        ("flask", ""),
        ("django", ""),
        ("celery", ""),
        ("pytest", "extra:dev"),
        ("flask", "extra:dev"),
        ("django", "extra:dev"),
        ("sphinx", "extra:docs"),
        ("wheel", "build"),
    ]
    assert found.requirements[0].line == 3
    assert complete(found)


@pytest.mark.parametrize(
    "value",
    [
        "open('r.txt').read().splitlines()",
        "read()",
        "f'{x}'",
        "[f'flask=={x}']",
        "['a'] if x else ['b']",
        "[x for x in y]",
        "UNKNOWN",
        "TWICE",
        "APPENDED",
        "ADDED",
        "LOOP",
        "b'flask'",
        "['a'] + UNKNOWN",
        "CIRCLE",
        "3",
    ],
)
def test_what_a_setup_py_computes_is_told(read, value):
    text = f"""from setuptools import setup
TWICE = ["a"]
TWICE = ["b"]
APPENDED = ["a"]
APPENDED.append("b")
ADDED = ["a"]
ADDED += ["b"]
for LOOP in []: pass
CIRCLE = CIRCLE
setup(
    install_requires={value})
"""
    found = read({"setup.py": text})

    assert problems(found) == [("setup.py", 11, "dynamic: install_requires is computed")]
    assert found.requirements == ()


def test_a_setup_py_that_adds_up_thousands_of_lists_is_as_good_as_computed(read):
    found = read({"setup.py": f"setup(install_requires={'+'.join(['[]'] * 1500)})"})

    assert problems(found) == [("setup.py", 1, "dynamic: install_requires is computed")]


def test_computed_keywords_and_extras_are_told(read):
    found = read(
        {"setup.py": "setup(**kwargs)\nsetup(extras_require={x: ['a'], **y}, install_requires=['two words'])"}
    )

    assert [(line, message.partition(":")[0]) for _, line, message in problems(found)] == [
        (2, "not a requirement"),
        (1, "dynamic"),
        (2, "dynamic"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "print 'python 2'",
        "setup(",
        "x = " + "(" * 5000 + ")" * 5000,
        "#" * 400_000,
        "\udcff = 1",
        "a\0b",
    ],
    ids=["python 2", "cut", "deep", "large", "not text", "null"],
)
def test_a_setup_py_that_cannot_be_read(read, text):
    found = read({"setup.py": text.encode("utf-8", "surrogateescape")})

    assert len(found.problems) == 1
    assert found.requirements == ()


def test_a_setup_py_is_never_run(read, tmp_path):
    read({"setup.py": f"open({str(tmp_path / 'ran')!r}, 'w')\nfrom setuptools import setup\nsetup()"})

    assert not (tmp_path / "ran").exists()


# the project as a whole


def test_a_project_is_all_its_files(tmp_path):
    folder = tmp_path / "svc"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[build-system]\nrequires = ['setuptools']")
    (folder / "setup.cfg").write_text("[options]\ninstall_requires = flask")
    (folder / "setup.py").write_text("from setuptools import setup\nsetup()")
    found = read_project(BuildContext(tmp_path), "/svc")

    assert [each.name for each in found.requirements] == ["setuptools", "flask"]
    assert found.read == ("svc/pyproject.toml", "svc/setup.cfg", "svc/setup.py")
    assert read_project(BuildContext(tmp_path)).missing == (".",)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, None),
        ({"pyproject.toml": "[project]\nrequires-python = '>=3.9'"}, (">=3.9", "pyproject.toml")),
        ({"pyproject.toml": "[tool.poetry.dependencies]\npython = '^3.9'"}, (">=3.9,<4", "pyproject.toml")),
        ({"pyproject.toml": "[tool.poetry.dependencies]\npython = '^2.7 || ^3.5'"}, None),
        ({"pyproject.toml": "[project]\nrequires-python = 'nonsense'"}, None),
        (
            {"pyproject.toml": "[project\n", "setup.cfg": "[options]\npython_requires = >=3.6"},
            (">=3.6", "setup.cfg"),
        ),
        ({"setup.cfg": "nonsense", "setup.py": "setup(python_requires='<3.12')"}, ("<3.12", "setup.py")),
        ({"setup.py": "setup(python_requires=x())"}, None),
    ],
)
def test_which_python_a_project_allows(tmp_path, files, expected):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = python_requirement(BuildContext(tmp_path))

    assert (found and (found.specifier, found.origin)) == (
        expected and (SpecifierSet(expected[0]), expected[1])
    )


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("./lib", "./lib"),
        ("../lib[web,db]", "../lib"),
        ("/w/x-1.whl", "/w/x-1.whl"),
        ("file:../lib", "../lib"),
        ("file:lib#egg=lib", "lib"),
        ("file:///w/a%20b", "/w/a b"),
        ("file://localhost/w/lib", "/w/lib"),
        ("file://./lib", "./lib"),
        ("git+file:///srv/repo.git", "/srv/repo.git"),
        ("https://h/x-1.whl", ""),
        ("git+ssh://git@h/x.git", ""),
        ("svn+svn://h/x", ""),
        ("bzr+lp:x", ""),
        ("git@h:o/x.git", ""),
    ],
)
def test_paths_of_the_machine_itself(text, path):
    assert path_of(text) == path


WORKSPACE = {
    "app/pyproject.toml": '[project]\nname = "app"\ndependencies = ["Shared_Code[x]", "core", "else"]\n'
    '[tool.uv.sources]\ncore = { path = "../core" }\nelse = { workspace = true }\n',
    "pyproject.toml": '[tool.uv.workspace]\nmembers = ["app", "./libs/*"]\nexclude = ["libs/old"]\n'
    '[tool.uv.sources]\nshared-code = { workspace = true }\ncore = { git = "https://g/core.git" }\n',
    "libs/s/pyproject.toml": '[project]\nname = "shared.code"\ndependencies = ["app"]\n',
    "libs/old/pyproject.toml": '[project]\nname = "else"\n',
    "apart/pyproject.toml": '[project]\nname = "apart"\ndependencies = ["shared-code"]\n',
}


def paths(found):
    return [(each.name, each.path, each.url) for each in found.requirements]


def test_members_of_a_workspace_lie_where_its_root_says(read):
    assert paths(read(WORKSPACE)) == [
        ("shared-code", "../libs/s", ""),
        ("core", "../core", ""),
        ("else", UNSEEN_MEMBER, ""),
    ]


def test_what_is_no_member_has_nothing_of_the_workspace(read):
    assert paths(read({"apart/pyproject.toml": WORKSPACE["apart/pyproject.toml"], **WORKSPACE})) == [
        ("shared-code", "", "")
    ]


def test_a_source_for_one_environment_that_is_a_folder(read):
    sources = (
        '[tool.uv.sources]\nlib = [{ index = "i", marker = "os_name == \'nt\'" }, { path = "../lib" }]\n'
    )

    assert paths(read({"pyproject.toml": f'[project]\ndependencies = ["lib"]\n{sources}'})) == [
        ("lib", "../lib", "")
    ]


def test_groups_hold_what_they_include(read):
    text = """
[dependency-groups]
Main_Group = ["a", {include-group = "More.One"}]
more-one = ["b", {include-group = "last"}]
last = ["c", {include-group = "main-group"}]
"""
    found = read({"pyproject.toml": text})
    by_group = {each.group: set() for each in found.requirements}
    for each in found.requirements:
        by_group[each.group].add(each.name)

    assert complete(found)
    assert by_group == {f"group:{name}": {"a", "b", "c"} for name in ("main-group", "more-one", "last")}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("git+https://host/owner/name.git@v1", "name"),
        ("git+https://host/archive/name", "name"),
        ("https://github.com/owner/name/archive/master.zip", "name"),
        ("https://github.com/owner/name/archive/refs/heads/main.tar.gz#egg=x", "name"),
        ("https://github.com/owner/name/tarball/main/", "name"),
        ("https://codeload.github.com/owner/name/zip/refs/tags/v1", "name"),
        ("https://gitlab.com/group/sub/name/-/archive/v1/name-v1.tar.gz", "name"),
        ("https://host/archive/name.zip", "name.zip"),
        ("https://host/files/name-1.0.tar.gz", "name-1.0.tar.gz"),
    ],
)
def test_the_project_that_a_url_names(url, name):
    assert named_by_url(url) == name
