"""Each way in which a RUN can install what no dependency file tells, and those that only look so."""

import pytest

from migrator.engine import Status
from tests.cases import migrate
from tests.contexts import put

FILES = {
    "install_deps.py": 'import subprocess\nsubprocess.check_call(["pip", "install", "torch"])\n',
    "warm.py": "# pip install is done elsewhere\nprint('warm')\n",
    "Makefile": "deps:\n\t$(PIP) install torch\n",
    "sub/Makefile": "deps:\n\tpython -m pip install torch\n",
    "other/Makefile": "all:\n\tcc -o tool tool.c\n",
    "web/Makefile": "build:\n\tpython -m compileall .\nrun:\n\t$(UVICORN) app:app\n",
    "start.sh": "#!/bin/sh\npip install torch\nexec python app.py\n",
    "late.sh": "#!/bin/sh\npip install -r requirements.txt\nexec python app.py\n",
    "hidden.sh": '#!/bin/sh\nPIP=$(which pip)\n"$PIP" install torch\n',
    "plain.sh": "#!/bin/sh\n# pip install torch, in former times\necho ready\n",
    "script.txt": "pip install torch\n",
    "requirements.txt": "flask\n",
    "wheels/torch-2.0-cp311-cp311-manylinux2014_x86_64.whl": "PK",
    "pure/flask-3.0-py3-none-any.whl": "PK",
    "app.py": "",
}

HIDDEN = {
    "an ARG holds uv and its verb": 'ARG p="uv pip install --system"\nRUN $p torch',
    "an ARG holds pip and its verb": 'ARG p="pip install"\nRUN ${p} torch',
    "an ARG without default": "ARG p\nRUN $p torch",
    "behind sudo": "ARG p=pip\nRUN sudo -E $p install torch",
    "a folder in ENV": "ENV V=/opt/venv\nRUN python -m venv $V && $V/bin/pip install torch",
    "a quoted path": 'ENV V=/opt/venv\nRUN "$V/bin/pip" install torch',
    "the interpreter in ENV": "ENV PY=python3\nRUN $PY -m pip install torch",
    "a variable of the shell": "RUN P=pip && $P install torch",
    "a variable that a command fills": "RUN P=$(cat name) && $P install torch",
    "a variable that a loop fills": "RUN for P in pip pip3; do $P install torch; done",
    "a default in the word, with a folder": "RUN ${PIP:-/usr/bin/pip} install torch",
    "a default in the word": "RUN ${PIP:-pip} install torch",
    "a folder nobody knows": "RUN $HOME/.local/bin/pip install torch",
    "which pip": "RUN $(which pip) install torch",
    "which pip, in backquotes": "RUN `which pip` install torch",
    "a variable is the verb": "ARG V=install\nRUN pip $V torch",
    "a variable is the verb, unknown": "ARG V\nRUN pip $V torch",
    "a variable is the module": "ARG M=pip\nRUN python -m $M install torch",
    "a function": 'RUN inst() { pip install "$@"; }; inst torch',
    "an alias": 'RUN alias p="pip install" && p torch',
    "a loop": "RUN for p in torch flask; do pip install $p; done",
    "find -exec": 'RUN find . -name "requirements*.txt" -exec pip install -r {} \\;',
    "xargs": "RUN echo torch | xargs pip install",
    "parallel": "RUN parallel pip install ::: torch flask",
    "chroot": "RUN chroot /x pip install torch",
    "runuser": "RUN runuser -u app -- pip install torch",
    "su": 'RUN su app -c "pip install torch"',
    "poetry run": "RUN poetry run pip install torch",
    "pipenv run": "RUN pipenv run pip install torch",
    "uvx": "RUN uvx --with torch flask",
    "a script that sh is handed": "RUN sh < script.txt",
    "a script that python is handed": "RUN python3 - < install_deps.py",
    "python without its site, and a script": "RUN python3 -s install_deps.py",
    "an unknown program, and a file": "RUN peep install -r need.txt",
    "an unknown program, and a file behind an equals sign": "RUN peep install --requirement=need.txt",
    "make, in a folder named close": "RUN make -Csub deps",
    "make, in a folder named long": "RUN make --directory=sub deps",
    "bash with options, and code": 'RUN bash -euo pipefail -c "pip install torch"',
    "a text piped into sh": 'RUN echo "pip install torch" | sh',
    "a file piped into sh": "RUN cat script.txt | sh",
    "a download piped into sh": "RUN curl -sSL https://example.com/install | sh",
    "a download piped into python": "RUN curl -sSL https://example.com/install.py | python3 -",
    "a download that sh runs": "RUN curl -sSL https://example.com/i -o /tmp/i && sh /tmp/i",
    "a download that python runs": "RUN wget https://example.com/i.py && python3 i.py",
    "a process substitution": 'SHELL ["/bin/bash", "-c"]\nRUN source <(curl -fsSL https://example.com/x)',
    "a script written by printf": 'RUN printf "pip install torch\\n" > /i.sh && sh /i.sh',
    "a script in a here-document": "RUN cat > /i.sh <<EOF\npip install torch\nEOF\nRUN sh /i.sh",
    "a script in COPY": "COPY <<EOF /i.sh\npip install torch\nEOF\nRUN sh /i.sh",
    "eval": "ARG CMD\nRUN eval $CMD",
    "sh -c of a variable": 'ARG CMD\nRUN sh -c "$CMD"',
    "python -c": "RUN python -c \"import os; os.system('pip install torch')\"",
    "python -c, a list": "RUN python -c \"import subprocess as s; s.run(['pip', '-q', 'install', 'torch'])\"",
    "python's here-document": 'RUN python <<EOF\nimport os\nos.system("pip install torch")\nEOF',
    "a script in Python": "RUN python install_deps.py",
    "a script that hides it": "RUN sh hidden.sh",
    "a pip that nothing here makes": "RUN ./env/bin/pip install flask",
    "a script beside a venv": "RUN python -m venv env\nRUN ./env/setup",
    "a program beside the venv of another folder": "RUN python -m venv env\nRUN ./other/env/bin/tool",
    "a script of a clone": "RUN git clone https://github.com/a/b && cd b && ./install.sh",
    "a script of a clone, by bash": "RUN git clone https://github.com/a/b && bash b/install.sh",
    "make": "RUN make deps",
    "make -C": "RUN make -C sub deps",
    "make in a folder": "RUN cd sub && make",
    "make in a folder that options lead to": "RUN cd -P -- sub && make",
    "make behind another folder": "RUN (cd other && make) && make deps",
    "tox": "RUN pip install tox && tox -e deps",
    "invoke": "RUN pip install invoke && inv deps",
    "poe behind uv run": "RUN uv run --no-sync poe deps",
    "a script of PDM": "RUN pip install pdm && pdm i-prod",
    "a script of PDM that a variable names": "ARG C=i-prod\nRUN pip install pdm && python -m pdm ${C}",
    "what Poetry does, in a variable": "ARG C\nRUN pip install poetry && python -m poetry $C",
    "pre-commit": "RUN pip install pre-commit && pre-commit install-hooks",
    "pyenv": "RUN pyenv install 3.9",
    "apt through a variable": 'ARG APT="apt-get install -y"\nRUN $APT curl',
    "wheels of a folder": "RUN pip install --no-index --find-links=wheels torch",
    "when it starts": "CMD pip install torch && python app.py",
    "when it starts, by a script": 'ENTRYPOINT ["./start.sh"]',
    "when it starts, compiled": "CMD pip install psycopg2 && python app.py",
    "when it starts, from a volume": "CMD pip install -r /data/requirements.txt && python app.py",
}

PLAIN = {
    "PDM's own commands": "RUN pip install pdm && pdm config python.use_venv false && pdm run python app.py && pdm -V",
    "a program behind poetry run": "RUN pip install poetry && poetry run python app.py",
    "bash with options, and code": 'RUN bash -euo pipefail -c "pip install flask"',
    "bash with options by name": 'RUN bash -o errexit -o pipefail -c "echo ready"',
    "bash with options, and a script": "RUN bash -eo pipefail plain.sh",
    "what npm has installed": "RUN ./node_modules/.bin/webpack --mode production",
    "a program of a venv by a variable": "ENV VENV=/opt/venv\nRUN $VENV/bin/django-admin collectstatic",
    "make with a variable that only sounds so": "RUN make -C web build",
    "a hint on standard error": 'RUN command -v flask || { echo "run pip install flask" >&2; exit 1; }',
    "an ARG that is empty": 'ARG HOOK=""\nRUN $HOOK\nRUN pip install flask',
    "an ARG before the command": 'ARG SUDO=""\nRUN $SUDO pip install flask',
    "uv through an ARG": 'ARG p="uv pip install --system"\nRUN pip install uv && $p flask',
    "a relative venv's pip": "RUN python -m venv env\nRUN ./env/bin/pip install flask",
    "a relative venv's pip, behind cd": "RUN cd sub && python -m venv env3 && ./env3/bin/pip install flask",
    "a program of a relative venv": "RUN virtualenv ../env\nRUN ../env/bin/flask --version",
    "a venv's pip": "ENV V=/opt/venv\nRUN python -m venv $V && $V/bin/pip install flask",
    "words about pip": 'RUN echo "now pip install" && pip install flask',
    "a comment about pip": "RUN pip install flask \\\n    # pip install torch\n    && true",
    "a script in Python": "RUN python warm.py",
    "a script": "RUN sh plain.sh",
    "sources that are compiled": "RUN git clone https://github.com/a/b && cd b && ./configure && make",
    "make that compiles": "RUN make -C other",
    "installers that are known": "RUN curl https://bootstrap.pypa.io/get-pip.py | python",
    "rustup": "RUN curl -sSf https://sh.rustup.rs | sh -s -- -y",
    "code for python": "RUN echo 'print(1)' | python",
    "what is there already": 'RUN pip install -r requirements.txt\nENTRYPOINT ["./late.sh"]',
    "wheels for every machine": "RUN pip install --no-index --find-links=pure flask",
}


def moved(folder, body):
    for name, text in FILES.items():
        put(folder, name, text)
        (folder / name).chmod(0o755)
    path = folder / "Dockerfile"
    path.write_text(f"FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\n{body}\n")
    return migrate(path, "rebase-alpine")


@pytest.mark.parametrize("idea", HIDDEN)
def test_hidden(tmp_path, idea):
    result = moved(tmp_path, HIDDEN[idea])
    refused = [each.finding for each in result.outcomes if each.status is Status.REFUSED]

    assert not result.changed
    assert {each.rule.id for each in refused} <= {"DFM208", "DFM209", "DFM210"}
    assert len({(each.rule.id, each.line) for each in refused}) == len(refused), "one for each RUN"
    assert all(each.hint for each in refused)


@pytest.mark.parametrize("idea", PLAIN)
def test_plain(tmp_path, idea):
    result = moved(tmp_path, PLAIN[idea])

    assert "FROM python:3.12-alpine" in result.after.text, [each.finding for each in result.outcomes]
