"""What an image is: its configuration in plain values, and what its own Python finds inside."""

from __future__ import annotations

import json
from collections.abc import Mapping

from migrator.verify.engines import Engine
from migrator.verify.model import Contents
from migrator.verify.processes import ProcessError

_LISTS = {"cmd": "Cmd", "entrypoint": "Entrypoint", "shell": "Shell", "onbuild": "OnBuild"}
_SETS = {"ports": "ExposedPorts", "volumes": "Volumes"}
_TEXTS = {"user": "User", "workdir": "WorkingDir", "stopsignal": "StopSignal"}
_OWN_LABELS = ("io.buildah.version",)
"""Labels that engines set themselves."""
PARTS = (
    *("env", "cmd", "entrypoint", "user", "workdir", "ports", "volumes", "labels"),
    *("healthcheck", "stopsignal", "shell", "onbuild"),
)
"""The parts of an image's configuration that are compared."""


def configuration(
    config: Mapping[str, object], image: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Give an image's configuration as docker, podman and buildah tell it, in one form.

    `image` is the whole of what was told: podman has the health check there.
    """
    found: dict[str, object] = {
        "env": dict(_pair(each) for each in _list(config.get("Env"))),
        "labels": {
            key: str(value) for key, value in _map(config.get("Labels")).items() if key not in _OWN_LABELS
        },
        "healthcheck": _health(config.get("Healthcheck") or (image or {}).get("HealthCheck")),
    }
    found |= {name: [str(each) for each in _list(config.get(key))] for name, key in _LISTS.items()}
    found |= {name: sorted(_map(config.get(key))) for name, key in _SETS.items()}
    found |= {name: str(config.get(key) or "") for name, key in _TEXTS.items()}
    found["workdir"] = found["workdir"] or "/"
    return found


def _health(value: object) -> dict[str, object]:
    """Give a health check without what is not set; ``NONE`` is none."""
    found = {key: each for key, each in _map(value).items() if each}
    return {} if found.get("Test") == ["NONE"] else found


def _pair(text: object) -> tuple[str, str]:
    name, _, value = str(text).partition("=")
    return name, value


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _map(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


_LOOK = r"""
import grp, json, os, pwd, re, stat, sys
from importlib import metadata
from shutil import which

def name(look, number):
    try:
        return look(number)[0]
    except KeyError:
        return str(number)

def normal(text):
    return re.sub(r"[-_.]+", "-", text).lower()

found, needs, scripts = {}, {}, {}
for each in metadata.distributions():
    if each.metadata["Name"]:
        own = normal(each.metadata["Name"])
        found.setdefault(own, each.version)
        needs.setdefault(own, [normal(re.match(r"[\w.-]+", one)[0]) for one in each.requires or ()])
        points = (point.name for point in each.entry_points if point.group.endswith("_scripts"))
        scripts |= {point: own for point in points if which(point)}
def installed(folder):
    # What pip and uv put into a folder of the application: each does so in its own way.
    yield from (os.path.join(folder, ".lock"), os.path.join(folder, "bin"))
    for each in metadata.distributions(path=[folder]):
        programs = [os.path.join("bin", point.name) for point in each.entry_points]
        for path in [*map(str, each.files or ()), *programs]:
            path = os.path.normpath(os.path.join(folder, path))
            while path.startswith(folder + os.sep):
                yield path
                path = os.path.dirname(path)

files, left_out = {}, set()
top = os.getcwd()
for folder, folders, names in os.walk(top) if top != "/" else ():
    if "pyvenv.cfg" in names:
        folders[:], names = [], []
    if any(each.endswith(".dist-info") for each in folders):
        left_out |= set(installed(folder))
        for each in metadata.distributions(path=[folder]):
            if each.metadata["Name"]:
                files[os.path.relpath(os.path.join(folder, normal(each.metadata["Name"])), top)] = "installed"
    folders[:] = sorted(set(folders) - {"__pycache__", "site-packages", "node_modules", ".git"})
    for each in folders + names:
        path = os.path.join(folder, each)
        if each.endswith(".pyc") or path in left_out:
            continue
        about = os.lstat(path)
        owner = name(pwd.getpwuid, about.st_uid) + ":" + name(grp.getgrgid, about.st_gid)
        files[os.path.relpath(path, top)] = stat.filemode(about.st_mode) + " " + owner
    if len(files) > 50000:
        break
print(json.dumps({
    "python": "%d.%d" % sys.version_info[:2], "distributions": found, "requires": needs,
    "scripts": scripts, "folder": top, "files": files,
}))
"""


def look_inside(engine: Engine, image: str, name: str) -> Contents:
    """Ask the image's own Python what is inside; `name` is that of the container that it takes."""
    try:
        said = engine.python(image, _LOOK, name)
        found = json.loads(said.strip().splitlines()[-1])
        return Contents(
            found["python"],
            found["distributions"],
            frozenset(found["scripts"]),
            found["folder"],
            found["files"],
            requires={name: tuple(names) for name, names in found.get("requires", {}).items()},
            owners=dict(found["scripts"]),
        )
    except (ProcessError, ValueError, IndexError, KeyError, TypeError) as error:
        return Contents(problem=f"no Python answers in the image: {error}")
