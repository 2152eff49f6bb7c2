"""A service in a virtual environment."""

import sys

from bottle import route, run


@route("/")
def index():
    assert sys.prefix == "/opt/venv", sys.prefix
    return "well"


run(host="0.0.0.0", port=18103)
