import pytest

from migrator.paths import plain_source, within


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/app", "/app"),
        ("/app/x", "/app"),
        ("/app/x", "/app/"),
        ("/app", "/"),
        ("app/x", "."),
        ("a/b/c", "a/b"),
    ],
)
def test_what_lies_in_a_folder(path, folder):
    assert within(path, folder)


@pytest.mark.parametrize(
    ("path", "folder"), [("/apple", "/app"), ("/", "/app"), ("app", "app/x"), ("x", "*")]
)
def test_what_lies_elsewhere(path, folder):
    assert not within(path, folder)


@pytest.mark.parametrize(
    ("source", "path"),
    [("/app/", "app"), ("./app", "app"), ("app//x", "app/x"), ("/", "."), ("", "."), ("../x", "../x")],
)
def test_a_source_is_a_path_in_the_context(source, path):
    assert plain_source(source) == path
