"""A service that is not root and can be asked whether it is well."""

import os

from bottle import route, run


@route("/")
def index():
    assert os.getuid() == 10001, os.getuid()
    return "well"


run(host="0.0.0.0", port=18104)
