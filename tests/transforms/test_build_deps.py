import pytest

from migrator.alpine.moved_stages import Flavour
from migrator.alpine.native_needs import natives, sentences, tools_missing
from migrator.knowledge import Knowledge
from migrator.registry import knowledge_folders
from migrator.requirements.model import requirement
from migrator.requirements.required import Required
from migrator.requirements.wheel_files import has_musl_wheel, is_native
from tests.cases import cases, show, sound


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge.load(*knowledge_folders())


def found(knowledge, *texts, python=(3, 12)):
    required = Required(tuple(requirement(text, "requirements.txt", 1) for text in texts))
    return {each.name: each for each in natives(required, knowledge, python).found}


@pytest.mark.parametrize("path", cases("build_deps"))
def test_case(path, seen):
    assert show(path, "alpine") == seen


@pytest.mark.parametrize("path", cases("build_deps"))
def test_it_is_done_at_once_and_reads(path):
    sound(path, "alpine")


@pytest.mark.parametrize(
    "text, built",
    [
        ("lxml", False),
        ("lxml==4.9.3", False),
        ("lxml==4.9.2", True),
        ("lxml<4.9", True),
        ("lxml<=4.9.3", False),
        ("lxml==4.*", False),
        ("lxml==4.8.*", True),
        ("lxml~=4.8.0", True),
        ("lxml~=4.8", False),
        ("lxml>=4.8", False),
        ("duckdb", True),
        ("duckdb<1.3", True),
        ("psycopg2", True),
        ("psycopg2-binary>=2.9", False),
        ("psycopg[binary]", False),
    ],
)
def test_what_is_compiled(knowledge, text, built):
    (first, *_) = found(knowledge, text).values()

    assert first.built is built


@pytest.mark.parametrize(
    ("text", "fetching"),
    [
        ("click==8.1", set()),
        ("click @ https://example.com/git@v1/click.zip", set()),
        ("click @ git+https://example.com/click.git@main", {"git"}),
        ("click @ git+https://git@example.com/click.git", {"git"}),
        ("click @ hg+https://example.com/click", {"mercurial"}),
        ("click @ git+ssh://git@example.com/click.git@v1", {"git", "openssh-client"}),
        ("click @ git+git@example.com:me/click.git", {"git", "openssh-client"}),
    ],
)
def test_what_fetches_a_requirement(knowledge, text, fetching):
    required = Required((requirement(text, "requirements.txt", 1),))

    assert set(natives(required, knowledge, (3, 12)).fetching) == fetching


def test_all_that_is_said_about_a_project_counts(knowledge):
    assert found(knowledge, "lxml", "lxml<4.9")["lxml"].built


def test_what_a_project_cannot_do_without_comes_along(knowledge):
    assert "python-ldap" in found(knowledge, "django-auth-ldap")


@pytest.mark.parametrize(
    "text, needed",
    [
        ("dbt-postgres==1.8.0", True),
        ("dbt-postgres==1.8.1", True),
        ("dbt-postgres==1.8.2", False),
        ("dbt-postgres==1.7.19", False),
        ("dbt-postgres", False),
        ("dbt-postgres>=1.8.0", False),
        ("dbt-postgres===1.8.x", False),
    ],
)
def test_what_only_some_versions_cannot_do_without(knowledge, text, needed):
    assert ("psycopg2" in found(knowledge, text)) is needed


@pytest.mark.parametrize(
    "text, searches",
    [
        ("weasyprint==51", True),
        ("weasyprint==0.42.3", True),
        ("weasyprint<52", True),
        ("weasyprint~=51.0", True),
        ("weasyprint<=52", False),
        ("weasyprint==52", False),
        ("weasyprint", False),
        ("weasyprint>=48", False),
        ("cairocffi==0.9.0", True),
        ("cairocffi==1.0.0", False),
        ("shapely==1.6.4.post2", True),
        ("shapely==1.7.1", True),
        ("shapely==1.8.0", False),
        ("shapely", False),
        ("python-magic==0.4.12", True),
        ("python-magic==0.4.13", False),
        ("python-bitcoinlib==0.11.0", True),
        ("pyzbar==0.1.9", True),
        ("psycopg", False),
    ],
)
def test_which_versions_look_for_their_library(knowledge, text, searches):
    (first, *_) = found(knowledge, text).values()

    assert first.searches is searches


@pytest.mark.parametrize(
    "python, text, unsure",
    [
        ((3, 13), "lxml==5.3.0", False),
        ((3, 13), "lxml==5.2.0", True),
        ((3, 14), "lxml==5.3.0", True),
        ((3, 15), "lxml==6.1.0", True),
        ((3, 13), "lxml", False),
        ((3, 9), "lxml==5.3.0", False),
        ((3, 9), "lxml==4.6.0", True),
        ((3, 7), "lxml", True),
    ],
)
def test_another_python_than_the_table_is_about(knowledge, python, text, unsure):
    native = found(knowledge, text, python=python)["lxml"]

    assert (native.built, native.unsure) == (unsure, unsure)


def test_the_reason_names_the_machine_and_the_first_wheel(knowledge):
    (reason,) = sentences(found(knowledge, "bcrypt==3.2.0").values())

    assert reason == "bcrypt 3.2.0 has no musl wheel for CPython 3.12 on aarch64 (from 3.2.1 on)"


@pytest.mark.parametrize(
    "texts, reasons",
    [
        (["psycopg2==2.9.9"], ["psycopg2 2.9.9"]),
        (["psycopg[binary]==3.2.3"], []),
        (["psycopg[c]==3.2.3"], ["psycopg-c", "psycopg-c"]),
        (["psycopg[c]==3.2.3", "psycopg-c==3.2.3"], ["psycopg-c 3.2.3", "psycopg-c 3.2.3"]),
        (["pyhive[hive]"], ["sasl", "sasl"]),
    ],
)
def test_what_an_extra_brings_is_what_has_no_wheel(knowledge, texts, reasons):
    built = [native for native in found(knowledge, *texts).values() if native.built]

    assert list(sentences(built)) == [f"{each} has no musl wheel" for each in reasons]


@pytest.mark.parametrize(
    "text, packages, before, missing",
    [
        ("pydub", (), Flavour.FULL, True),
        ("pydub", ("ffmpeg",), Flavour.SLIM, False),
        ("gitpython", (), Flavour.FULL, False),
        ("gitpython", (), Flavour.SLIM, True),
        ("pyspark", (), Flavour.FULL, True),
        ("pyspark", ("openjdk21-jre",), Flavour.SLIM, False),
        ("python-magic", (), Flavour.SLIM, False),
    ],
)
def test_tools_that_the_image_had(knowledge, text, packages, before, missing):
    (native, *_) = found(knowledge, text).values()

    assert tools_missing(native, packages, before) is missing


@pytest.mark.parametrize(
    "file, fits",
    [
        ("a-1-cp312-cp312-musllinux_1_2_x86_64.whl", True),
        ("a-1-cp312-cp312-musllinux_1_1_x86_64.whl", True),
        ("a-1-cp38-abi3-musllinux_1_2_x86_64.whl", True),
        ("a-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", False),
        ("a-1-cp312-cp312-musllinux_1_2_aarch64.whl", False),
        ("a-1-cp311-cp311-musllinux_1_2_x86_64.whl", False),
        ("a-1-py3-none-any.whl", True),
        ("a-1-py2-none-any.whl", False),
        ("a-1.tar.gz", False),
        ("not a wheel.whl", False),
    ],
)
def test_files_of_a_lock(file, fits):
    assert has_musl_wheel([file], (3, 12), "x86_64") is fits


def test_native_projects_show_in_their_files():
    assert is_native(["a-1-cp312-cp312-manylinux_2_17_x86_64.whl", "a-1.tar.gz"])
    assert not is_native(["a-1-py3-none-any.whl", "a-1.tar.gz"])
