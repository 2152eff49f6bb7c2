"""Stands for an engine's program: notes how it was called, and answers from a file beside it."""

import json
import os
import sys
import time
from pathlib import Path

BUILT = """#1 [internal] load build definition from Dockerfile
#5 [1/3] FROM python
#6 [2/3] RUN pip install x
#6 CACHED
#7 [3/3] COPY . .
#7 DONE 0.1s
"""
BUILDAH = """STEP 1/3: FROM python
STEP 2/3: RUN pip install x
STEP 3/3: COPY . .
"""


def tell(text):
    sys.stdout.write(f"{text}\n")


def main():
    name, words = Path(sys.argv[0]).name, sys.argv[1:]
    folder = Path(sys.argv[0]).parent
    with (folder / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps([name, *words]) + "\n")
    says = json.loads((folder / "says.json").read_text())
    side = "after" if any(":after" in word for word in words) else "before"
    if words == ["build", "--help"]:
        return int("build --help" in says.get("fails", ()))
    if "build" in words:
        file = Path(words[words.index("--file") + 1])
        (folder / "buildkit").write_text(os.environ.get("DOCKER_BUILDKIT", ""))
        with (folder / "built.jsonl").open("a") as built:
            ignored = file.with_name(file.name + ".dockerignore")
            built.write(
                json.dumps([file.read_text(), ignored.read_text() if ignored.exists() else None]) + "\n"
            )
        trouble = says.get(f"{side} log")
        lacks = says.get(f"{side} lacks", "")
        if trouble and (not lacks or lacks not in file.read_text()):
            tell(trouble)
            return 1
        if "waits" in says:
            (folder / "building").touch()
            time.sleep(60)
        tell(BUILDAH if name == "buildah" else BUILT)
    elif words[0] in ("version", "info", "buildx") or words[:2] == ["buildx", "version"]:
        return (
            0
            if " ".join(words[:2]) not in says.get("fails", ()) and words[0] not in says.get("fails", ())
            else 1
        )
    elif words[:2] == ["image", "inspect"]:
        tell(json.dumps([{"Config": says[side]["config"]}]))
    elif words[:2] == ["image", "rm"] and "waits" in says:
        (folder / "removing").touch()
        time.sleep(1)
    elif words[0] == "history":
        rows = [
            {"CreatedBy": "COPY . .", "Size": "2000000"},
            {"CreatedBy": "FROM", "Size": says[side]["size"]},
        ]
        tell("\n".join(map(json.dumps, rows)) if name == "docker" else json.dumps(_podman(rows)))
    elif words[0] == "run" and "--detach" not in words:
        sys.stdin.read()
        tell(json.dumps(says[side]["contents"]))
    elif words[0] == "run":
        (folder / "running").write_text(side)
    elif words[0] == "port":
        tell(f"127.0.0.1:{says['port']}")
    elif words[:2] == ["container", "inspect"]:
        tell(json.dumps([{"State": says.get("state", {"Running": True})}]))
    elif words[0] == "logs":
        tell("listening")
    return 0


def _podman(rows):
    return [{"CreatedBy": row["CreatedBy"], "size": int(row["Size"])} for row in rows]


sys.exit(main())
