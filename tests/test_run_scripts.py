"""Which shell scripts an image runs: those that something names which it runs, or which starts it."""

import pytest

from migrator.api import BuildContext, parse
from migrator.source import Source
from migrator.sources.needed import handed_scripts
from migrator.sources.run_scripts import run_scripts
from tests.contexts import put


def run(tmp_path, files, dockerfile="FROM python:3.12\nCOPY . /app\n"):
    for name, text in files.items():
        put(tmp_path, name, text)
    build = BuildContext(tmp_path)
    copied = tuple(name for name in files if not name.startswith(("compose", "k8s", ".github")))
    scripts = [name for name in files if name.endswith(".sh") or name.startswith(("bin/", "cron."))]
    return run_scripts(scripts, copied, (build, tuple(files)), parse(Source("Dockerfile", dockerfile)), build)


def test_a_script_that_nothing_names_is_for_those_who_work_on_it(tmp_path):
    files = {"bin/lint.sh": "", "setup.sh": "bin/lint.sh\n", "README.md": "Run setup.sh", "app.py": "print()"}

    assert run(tmp_path, files) == frozenset()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app.py", "subprocess.run(['/app/bin/work.sh'])"),
        ("conf/supervisord.conf", "[program:x]\ncommand=bash /app/bin/work.sh"),
        ("crontab", "0 1 * * * root /app/bin/work.sh\n"),
        ("compose.yml", "services:\n  app:\n    command: ./bin/work.sh\n"),
        ("k8s/deploy.yaml", "command: [sh, -c, 'bin/work.sh']"),
        ("Procfile", "web: bin/work.sh"),
    ],
)
def test_a_script_that_is_named_is_run(tmp_path, name, text):
    assert run(tmp_path, {"bin/work.sh": "", name: text}) == {"bin/work.sh"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".github/workflows/ci.yml", "run: bin/work.sh"),
        ("pyproject.toml", "[tool.poe.tasks]\nwork = 'bin/work.sh'"),
        ("azure-pipelines.yml", "script: bin/work.sh"),
        ("tests/test_app.py", "run('bin/work.sh')"),
        ("app.py", "network.sh\nbin/work.shx\nmy-work.sh"),
        ("Makefile", "x:\n\tbin/work.sh"),
    ],
)
def test_what_names_it_for_somebody_else_does_not_count(tmp_path, name, text):
    assert run(tmp_path, {"bin/work.sh": "", name: text}) == frozenset()


def test_what_a_script_names_is_run_where_the_script_is(tmp_path):
    files = {"start.sh": ". /app/lib/work.sh\n", "lib/work.sh": "", "lib/other.sh": "start.sh"}

    assert run(tmp_path, files, "FROM python\nCOPY . /app\nCMD /app/start.sh\n") == {
        "start.sh",
        "lib/work.sh",
    }


def test_a_name_without_an_ending_stands_behind_its_folder(tmp_path):
    files = {"bin/start": "", "bin/web": "", "bin/tests": ""}
    files["app.py"] = "start()\nos.execv('/app/bin/web', [])\nfolder = 'app/tests'\n"

    assert run(tmp_path, files) == {"bin/web"}


def test_some_are_run_because_of_where_they_lie(tmp_path):
    files = {"docker-entrypoint-initdb.d/x.sh": "", "cron.daily/work": "", "app/prestart.sh": "", "x.sh": ""}

    assert run(tmp_path, files) == set(files) - {"x.sh"}


def test_make_runs_them_where_the_image_runs_make(tmp_path):
    files = {"work.sh": "", "Makefile": "run:\n\t./work.sh\n"}

    assert run(tmp_path, files, 'FROM python\nCOPY . /app\nCMD ["make", "run"]\n') == {"work.sh"}


def test_a_large_file_names_none(tmp_path):
    assert run(tmp_path, {"work.sh": "", "data.json": " " * 300_000 + "work.sh"}) == frozenset()


@pytest.mark.parametrize(
    ("start", "handed"),
    [
        ('ENTRYPOINT ["/bin/sh", "/app/start.sh"]', {"start.sh"}),
        ("CMD sh start.sh", {"start.sh"}),
        ("RUN chmod +x start.sh\nCMD bash start.sh && flask run", {"start.sh"}),
        ("CMD ./start.sh", set()),
        ('CMD ["/app/start.sh"]', set()),
        ("RUN sh start.sh --build\nCMD ./start.sh", set()),
        ("CMD flask run", set()),
    ],
)
def test_a_script_that_is_only_handed_to_a_shell(tmp_path, start, handed):
    (tmp_path / "start.sh").write_text("#!/bin/bash\nexec flask run\n")
    text = f"FROM python:3.12\nWORKDIR /app\nCOPY . .\n{start}\n"
    dockerfile = parse(Source("Dockerfile", text))

    assert handed_scripts(dockerfile, BuildContext(tmp_path), ()) == handed
