"""Where servers listen: arguments, variables, configuration, Python files; and what starts at all."""

from __future__ import annotations

import pytest

from migrator.build_context import BuildContext
from migrator.dockerfile import parse
from migrator.service.health_routes import health_route
from migrator.service.listening import Listening
from migrator.service.start_commands import started
from migrator.source import Source


def listening(text, folder=None):
    dockerfile = parse(Source("Dockerfile", f"FROM python:3.12-slim\n{text}\n"))
    build = BuildContext(folder)
    return Listening(dockerfile, build, started(dockerfile, build))


def found(text, folder=None):
    return [
        (each.kind, each.port and (each.port.number or (each.port.variable, each.port.default)))
        for each in listening(text, folder).listeners()
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("gunicorn app:app", ("gunicorn", ("PORT", "8000"))),
        ("gunicorn -b 0.0.0.0:80 app:app", ("gunicorn", 80)),
        ("gunicorn -b0.0.0.0:81 app:app", ("gunicorn", 81)),
        ("gunicorn --bind=[::]:82 app:app", ("gunicorn", 82)),
        ("gunicorn -b unix:/x -b :83 app:app", ("gunicorn", 83)),
        ("gunicorn -b :$PORT app:app", ("gunicorn", ("PORT", ""))),
        ("gunicorn -b $HOST:${PORT:-84} app:app", ("gunicorn", ("PORT", "84"))),
        ("gunicorn -b ${HOST:-0.0.0.0}:85 app:app", ("gunicorn", 85)),
        ("gunicorn -b unix:/run/x app:app", ("gunicorn", None)),
        ("gunicorn -b 10.0.0.5:80 app:app", ("gunicorn", None)),
        ("gunicorn -b 0.0.0.0 app:app", ("gunicorn", 8000)),
        ("gunicorn '-b 0.0.0.0:5000' app:app", ("gunicorn", 5000)),
        ("gunicorn -b 10.0.0.5 app:app", ("gunicorn", None)),
        ("gunicorn -b db app:app", ("gunicorn", None)),
        ("gunicorn -c absent.py app:app", ("gunicorn", None)),
        ("uvicorn app:app", ("uvicorn", 8000)),
        ("uvicorn app:app --host :: --port 86", ("uvicorn", 86)),
        ("uvicorn --uds /x app:app", ("uvicorn", None)),
        ("python -W ignore -m uvicorn app:app --port=87", ("uvicorn", 87)),
        ("fastapi run app/main.py --port 88", ("fastapi", 88)),
        ("hypercorn -b 0.0.0.0:89 app:app", ("hypercorn", 89)),
        ("daphne -b 0.0.0.0 -p 90 app.asgi:application", ("daphne", 90)),
        ("waitress-serve --listen=*:91 app:app", ("waitress", 91)),
        ("waitress-serve --port 92 app:app", ("waitress", 92)),
        ("waitress-serve app:app", ("waitress", 8080)),
        ("flask run", ("flask", 5000)),
        ("flask --app x run -h 0.0.0.0 -p 93", ("flask", 93)),
        ("python manage.py runserver", ("runserver", 8000)),
        ("python manage.py runserver 94", ("runserver", 94)),
        ("./manage.py runserver 0:95", ("runserver", 95)),
        ("python manage.py runserver -h 0.0.0.0", ("flask", 5000)),
        ("python manage.py runserver --host 0.0.0.0 -p 95", ("flask", 95)),
        ("python manage.py runserver 10.0.0.5:95", ("runserver", None)),
        ("manage.py runserver --noreload 0.0.0.0:96", ("runserver", 96)),
        ("uwsgi --http :97 --module app", ("uwsgi", 97)),
        ("uwsgi --socket 0.0.0.0:98", ("uwsgi", 98)),
        ("streamlit run app.py --server.port 99", ("streamlit", 99)),
        ("python -m http.server 100", ("http.server", 100)),
        ("poetry run uvicorn app:app", ("uvicorn", 8000)),
        ("uv run --no-dev --extra web -- uvicorn app:app", ("uvicorn", 8000)),
        ("ddtrace-run gunicorn -b :101 app:app", ("gunicorn", 101)),
        ("newrelic-admin run-program gunicorn -b :102 app:app", ("gunicorn", 102)),
        ("wait-for-it.sh db:5432 -t 60 -- gunicorn -b :103 app:app", ("gunicorn", 103)),
        ("exec tini -- env A=B nice gunicorn -b :104 app:app", ("gunicorn", 104)),
        ("bash -c 'set -e; gunicorn -b :105 app:app'", ("gunicorn", 105)),
        ("sh -c \"if true; then gunicorn -b :106 app:app; fi\"", ("gunicorn", 106)),
    ],
)  # fmt: skip
def test_a_server_is_found_by_its_command(command, expected):
    assert found(f"CMD {command}") == [expected]


@pytest.mark.parametrize(
    "command", ["python -V", "celery -A app worker", "sleep 1", "django-admin migrate", "flask db upgrade"]
)
def test_other_commands_do_not_listen(command):
    assert found(f"CMD {command}") == []


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("celery -A app worker", "celery"),
        ("celery -A app flower", ""),
        ("python -m celery -A app beat", "celery"),
        ("python manage.py rqworker", "rqworker"),
        ("python manage.py qcluster", "qcluster"),
        ("rq worker", "rq"),
        ("crond -f", "crond"),
        ("gunicorn app:app", ""),
    ],
)
def test_a_worker_is_known_by_its_command(command, expected):
    assert listening(f"CMD {command}").worker() == expected


def test_variables_of_the_image_decide():
    assert found("ENV GUNICORN_CMD_ARGS='--bind 0.0.0.0:9000 --workers 2'\nCMD gunicorn app:app") == [
        ("gunicorn", 9000)
    ]
    assert found("ENV FLASK_RUN_PORT=9001\nCMD flask run") == [("flask", 9001)]
    assert found("ENV UVICORN_PORT=9002\nCMD uvicorn app:app") == [("uvicorn", 9002)]
    assert found("ENV PORT=9003\nCMD uvicorn app:app --port $PORT") == [("uvicorn", ("PORT", "9003"))]
    assert found("ARG PORT=9004\nCMD uvicorn app:app --port $PORT") == [("uvicorn", None)]
    assert found("CMD export PORT=1 && uvicorn app:app --port $PORT") == [("uvicorn", None)]


def test_entrypoint_and_cmd_are_one_command():
    assert found('ENTRYPOINT ["gunicorn"]\nCMD ["-b", ":9000", "app:app"]') == [("gunicorn", 9000)]
    assert found('ENTRYPOINT []\nCMD ["gunicorn", "-b", ":9000", "app:app"]') == [("gunicorn", 9000)]
    assert found('ENTRYPOINT gunicorn -b :9000 app:app\nCMD ["-b", ":1"]') == [("gunicorn", 9000)]
    assert found('ENTRYPOINT ["tini", "--"]\nCMD gunicorn -b :9000 app:app') == [("gunicorn", 9000)]


def test_scripts_are_followed(tmp_path):
    (tmp_path / "entrypoint.sh").write_text('#!/usr/bin/env bash\nset -e\n. ./common.sh\nexec "$@"\n')
    (tmp_path / "common.sh").write_text("python manage.py migrate\n")
    (tmp_path / "run.sh").write_text('#!/bin/sh\r\nexec gunicorn -b :9000 "$@"\r\n')
    copied = "WORKDIR /app\nCOPY entrypoint.sh common.sh run.sh ./\n"

    assert found(f'{copied}ENTRYPOINT ["./entrypoint.sh"]\nCMD ["./run.sh", "app:app"]', tmp_path) == [
        ("gunicorn", 9000)
    ]
    assert listening(f'{copied}CMD ["./absent.sh"]', tmp_path).started.unread == "./absent.sh is not at hand"


def test_exposed_ports_are_those_of_tcp():
    assert listening("ENV P=7\nEXPOSE 80 81/tcp 82/udp $P ${ABSENT}\nEXPOSE 80\nCMD x").exposed() == (
        80,
        81,
        7,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import uvicorn\nuvicorn.run(app, port=9000)", ("uvicorn", 9000)),
        ("from uvicorn import run\nrun('main:app')", ("uvicorn", 8000)),
        ("import uvicorn\nuvicorn.run(app, port=settings.port)", ("uvicorn", None)),
        ("from flask import Flask\napp = Flask(__name__)\napp.run('0.0.0.0', 9001)", ("flask", 9001)),
        ("import flask\napp = flask.Flask(__name__)\napp.run(debug=True)", ("flask", 5000)),
        ("from flask import Flask\napp = Flask(__name__)\napp.run(host='10.1.1.1')", ("flask", None)),
        (
            "import os, flask\na = flask.Flask('x')\na.run(port=int(os.getenv('P', 9002)))",
            ("flask", ("P", "9002")),
        ),
        ("import os, flask\na = flask.Flask('x')\na.run(port=os.environ['P'])", ("flask", ("P", ""))),
        ("from waitress import serve\nserve(app, listen='*:1')", ("waitress", None)),
        ("from aiohttp import web\nweb.run_app(app, port=9003)", ("aiohttp", 9003)),
        (
            "from http.server import HTTPServer\nHTTPServer(('', 9004), H).serve_forever()",
            ("http.server", 9004),
        ),
        ("import grpc\ns = grpc.server(p)\ns.add_insecure_port('[::]:9005')", ("grpc", 9005)),
        ("PORT: int = 9006\nimport uvicorn\nuvicorn.run(app, port=PORT)", ("uvicorn", 9006)),
    ],
)
def test_a_python_file_says_where_it_listens(tmp_path, text, expected):
    (tmp_path / "main.py").write_text(text + "\n")

    assert found("WORKDIR /app\nCOPY main.py .\nCMD python main.py", tmp_path) == [expected]


@pytest.mark.parametrize(
    "text", ["print(1)", "app.run()", "def serve(: broken", "import asyncio\nasyncio.run(main())"]
)
def test_other_python_files_do_not(tmp_path, text):
    (tmp_path / "main.py").write_text(text + "\n")

    assert found("WORKDIR /app\nCOPY main.py .\nCMD python main.py", tmp_path) == []


FASTAPI = "from fastapi import APIRouter, Depends, FastAPI, Request\napp = FastAPI()\nrouter = APIRouter()\n"
FLASK = "from flask import Blueprint, Flask\napp = Flask(__name__)\nbp = Blueprint('b', __name__)\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FASTAPI + "@app.get('/healthz')\ndef f(): pass\n", "/healthz"),
        (FASTAPI + "@app.get(path='/health/')\ndef f(request: Request): pass\n", "/health/"),
        (FASTAPI + "@app.get('/ready')\ndef f(): pass\n@app.get('/live')\ndef g(): pass\n", "/live"),
        (FASTAPI + "@router.get('/ping')\ndef f(): pass\napp.include_router(router, prefix='/v1')\n", "/v1/ping"),
        (FASTAPI + "@router.get('/ping')\ndef f(): pass\n", None),
        (FASTAPI + "@router.get('/ping')\ndef f(): pass\napp.include_router(router, prefix=P)\n", None),
        (FASTAPI + "@app.post('/health')\ndef f(): pass\n", None),
        (FASTAPI + "@app.get('/users')\ndef f(): pass\n", None),
        (FASTAPI + "@app.get('/{x}/health')\ndef f(x): pass\n", None),
        (FASTAPI + "@app.get('/health')\ndef f(user=Depends(login)): pass\n", None),
        (FASTAPI + "@app.get('/health', dependencies=[Depends(login)])\ndef f(): pass\n", None),
        (FASTAPI + "@app.get('/health')\n@login_required\ndef f(): pass\n", None),
        (FASTAPI + "@app.middleware('http')\nasync def m(r, n): pass\n@app.get('/health')\ndef f(): pass\n", None),
        (FLASK + "@app.route('/health')\ndef f(): pass\n", "/health"),
        (FLASK + "@app.route('/health', methods=['POST'])\ndef f(): pass\n", None),
        (FLASK + "@app.before_request\ndef b(): pass\n@app.route('/health')\ndef f(): pass\n", None),
        (FLASK + "@bp.get('/ping')\ndef f(): pass\napp.register_blueprint(bp, url_prefix='/x')\n", "/x/ping"),
        ("from starlette.applications import Starlette\nfrom starlette.routing import Route\n"
         "app = Starlette(routes=[Route('/health', f)])\n", "/health"),
        ("app = make_app()\n@app.get('/health')\ndef f(): pass\n", None),
    ],
)  # fmt: skip
def test_a_health_route_is_one_that_surely_answers(tmp_path, text, expected):
    (tmp_path / "main.py").write_text(text)
    found = listening("WORKDIR /app\nCOPY main.py .\nCMD uvicorn main:app", tmp_path)

    route = health_route(found.place, found.listeners()[0])
    assert (route.path if route else None) == expected
