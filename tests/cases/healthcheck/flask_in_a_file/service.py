import os

from flask import Flask, jsonify

server = Flask(__name__)
PORT = int(os.environ.get("PORT", "5001"))


@server.route("/healthz", methods=["GET"])
def healthz():
    return jsonify(ok=True)


@server.route("/health", methods=["POST"])
def post():
    return ""


if __name__ == "__main__":
    server.run(host="0.0.0.0", port=PORT)
