"""Which file of the build context a program is: through PATH, variables and what a RUN moves."""

import pytest

from migrator.build_context import BuildContext
from migrator.build_context.program_files import copied_names, copied_scripts, path_folders, program_file
from migrator.dockerfile import parse
from migrator.source import Source


@pytest.fixture
def build(tmp_path):
    (tmp_path / "bin").mkdir()
    for name in ("entry.sh", "bin/run.sh", "app.py"):
        (tmp_path / name).write_text("#!/bin/bash\n")
    return BuildContext(tmp_path)


def read(*lines):
    return parse(Source("Dockerfile", "\n".join(("FROM python:3.12-slim", *lines, "CMD x", ""))))


def origin(build, name, *lines):
    dockerfile = read(*lines)
    return program_file(dockerfile, build, dockerfile.final.instructions[-1], name)


@pytest.mark.parametrize(
    ("lines", "name", "expected"),
    [
        (("COPY entry.sh /",), "/entry.sh", "entry.sh"),
        (("COPY entry.sh /usr/local/bin/",), "entry.sh", "entry.sh"),
        (("COPY entry.sh /opt/",), "entry.sh", None),
        (("ENV PATH=/opt:$PATH", "COPY entry.sh /opt/"), "entry.sh", "entry.sh"),
        (("ENV H=/opt", 'ENV PATH="${H}/x:${PATH}"', "COPY entry.sh $H/x/"), "entry.sh", "entry.sh"),
        (("ENV PATH=/opt:$PATH", "ENV PATH=/a:$PATH", "COPY entry.sh /opt/"), "entry.sh", "entry.sh"),
        (("ENV PATH=/opt:$PATH", "ENV PATH=/a", "COPY entry.sh /opt/"), "entry.sh", None),
        (("COPY entry.sh /x/", "RUN mv /x/entry.sh /start.sh"), "/start.sh", "entry.sh"),
        (("COPY entry.sh /x/", "RUN chmod +x /x/entry.sh && mv /x/entry.sh /"), "/entry.sh", "entry.sh"),
        (("WORKDIR /x", "COPY . .", "RUN cd bin && cp run.sh /go"), "/go", "bin/run.sh"),
        (("WORKDIR /x", "COPY . .", "RUN cp bin/*.sh /usr/bin/"), "run.sh", "bin/run.sh"),
        (("WORKDIR /x", "COPY . .", "RUN cp -r bin /srv/"), "/srv/bin/run.sh", "bin/run.sh"),
        (("COPY . /x", "RUN install -m 755 -t /usr/bin /x/entry.sh"), "entry.sh", "entry.sh"),
        (("COPY . /x", "RUN ln -s /x/entry.sh /go"), "/go", "entry.sh"),
        (("COPY . /x", "RUN ln -s ../x/entry.sh /y/go"), "/y/go", "entry.sh"),
        (("COPY . /x", "WORKDIR /y", "RUN ln -s /x/entry.sh"), "/y/entry.sh", "entry.sh"),
        (("COPY . /x", "RUN sed 's/\\r//' /x/entry.sh > /go"), "/go", "entry.sh"),
        (("COPY . /x", "RUN tr -d '\\r' < /x/entry.sh > /go"), "/go", "entry.sh"),
        (("COPY . /x", "RUN mv /x/entry.sh /a && mv /a /b", "RUN cp /b /c"), "/c", "entry.sh"),
        (("COPY . /x", "RUN mv /x/absent.sh /a"), "/a", None),
        (("COPY . /x", "RUN mv $UNKNOWN /a"), "/a", None),
        (("COPY . /x", "RUN mv /a /b && mv /b /a"), "/a", None),
        (("COPY . /x", "RUN echo /x/entry.sh /a"), "/a", None),
    ],
)
def test_where_a_program_comes_from(build, lines, name, expected):
    assert origin(build, name, *lines) == expected


def test_what_runs_put_back_and_forth_has_an_end(build):
    runs = [f"RUN cat /a{at % 2}.sh /x > /a{1 - at % 2}.sh && cat /a0.sh /y > /a1.sh" for at in range(60)]

    assert origin(build, "/a0.sh", "COPY entry.sh /x/", *runs) is None


def test_files_by_their_names(build):
    dockerfile = read("COPY . /srv")

    assert copied_names(dockerfile, build, dockerfile.final) == {
        "app.py": ("app.py",),
        "entry.sh": ("entry.sh",),
        "run.sh": ("bin/run.sh",),
    }


def test_path_in_the_order_of_its_folders():
    dockerfile = read("ENV PATH=/a:/b:$PATH", "ENV PATH=$PATH:/c:$WHO/bin")

    assert path_folders(dockerfile, dockerfile.final.instructions[-1])[:3] == ("/c", "/a", "/b")


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("COPY . .", ["bin/run.sh", "entry.sh"]),
        ("COPY bin /x", ["bin/run.sh"]),
        ("COPY entry.* /x/", ["entry.sh"]),
        ("COPY app.py entry.sh /x/", ["entry.sh"]),
        ("COPY app.py /x/", []),
        ("COPY --from=other entry.sh /x/", []),
    ],
)
def test_scripts_that_a_stage_copies(build, copy, expected):
    dockerfile = read(copy)

    assert sorted(path for _, path in copied_scripts(dockerfile, build, dockerfile.final, "*.sh")) == expected
