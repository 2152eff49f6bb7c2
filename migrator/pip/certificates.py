"""Certificates of one's own, which pip finds and uv does not look for, and what uv has to be told of them.

uv trusts Mozilla's roots, which it brings along, unless SSL_CERT_FILE names other ones or UV_SYSTEM_CERTS
sends it to the system's (docs.astral.sh/uv/concepts/authentication/certificates, and the program 0.13.9,
2026-12-01); before 0.11 it knows that under the older name UV_NATIVE_TLS alone (uv, crates/uv-static).
pip also reads the variables of requests, and since 24.2 what the system trusts
(pip.pypa.io/en/latest/topics/https-certificates).
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from migrator import regex as re
from migrator.dockerfile import Instruction, copy_parts
from migrator.dockerfile.mounts import mounts
from migrator.line_names import named_line
from migrator.pip.command import PipCall, bare
from migrator.pip.scene import PipFile, Scene
from migrator.pip.uv_delivery import has_uv
from migrator.pip.uv_versions import has_uv_since
from migrator.pip.variables import UnsetError, set_by_script
from migrator.shell import Command, program, unwrap

_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""What requests reads, and so pip, the first before the second."""
_SINCE = (0, 11)
"""The uv that first knows UV_SYSTEM_CERTS."""
_TOLD = ("SSL_CERT_FILE", "SSL_CERT_DIR", "UV_SYSTEM_CERTS", "UV_NATIVE_TLS")
_UPDATES = frozenset({"update-ca-certificates", "update-ca-trust"})
_ANCHORS = re.compile(
    r"/(?:usr/local/share/ca-certificates|etc/pki/ca-trust/source|usr/share/pki/trust/anchors)(?:/|\Z)"
)
"""Where these two look for what is to be trusted beside Mozilla's roots."""
_STORE = re.compile(
    r"/etc/ssl/(?:certs/ca-certificates\.crt|cert\.pem)|/etc/pki/tls/certs/ca-bundle\.(?:crt|trust\.crt)"
)
"""The roots themselves, to which a file may append its own."""
_ROOTS_OF_PIP = re.compile(r"pip[./]_vendor[./]certifi")


def require_roots_as_they_came(call: PipCall, scene: Scene) -> None:
    """Raise UnsetError where the file adds to the roots that pip brings along: uv does not read those."""
    earlier = [one for one in scene.script.commands if one.span.start < call.command.span.start]
    one = next(scene.telling_before(_changes_roots_of_pip), None)
    one = one or (scene.instruction if any(map(_names_roots_of_pip, earlier)) else None)
    if one is not None:
        reason = f"{named_line(one.line)} changes the roots that pip brings along, and uv does not read them"
        raise UnsetError(reason, "name the file in SSL_CERT_FILE, and use uv by hand")


def _changes_roots_of_pip(file: PipFile, one: Instruction) -> bool:
    if one.keyword in ("COPY", "ADD"):
        return bool(_ROOTS_OF_PIP.search(_destination(one)))
    return one.keyword == "RUN" and any(map(_names_roots_of_pip, file.script(one).commands))


def _names_roots_of_pip(command: Command) -> bool:
    words = (*command.words, *command.redirects)
    return any(_ROOTS_OF_PIP.search(word.text) for word in words)


def certificates(call: PipCall, scene: Scene, prefix: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that make uv trust what pip does at a call, beside those in `prefix`."""
    known = scene.dockerfile.environment(scene.instruction)
    told = (name in prefix or known.is_set(name) or _exported(name, call, scene) for name in _TOLD)
    if call.has("--cert") or any(told):
        return {}
    bundle = next(filter(None, (_bundle(name, call, scene) for name in _BUNDLES)), {})
    return bundle or ({_system_certs(scene): "true"} if _is_extended(call, scene) else {})


def _system_certs(scene: Scene) -> str:
    """Give the variable that sends the uv of a call to the certificates of the system."""
    at = scene.instruction
    is_older = has_uv(scene.file, at) and not has_uv_since(scene.dockerfile, at, _SINCE)
    return "UV_NATIVE_TLS" if is_older else "UV_SYSTEM_CERTS"


def _bundle(name: str, call: PipCall, scene: Scene) -> dict[str, str]:
    """Give what a variable of requests is to uv: it names a file, or a folder of files."""
    text, value = _value(name, call, scene)
    if not text:
        return {}
    is_folder = value and not posixpath.splitext(posixpath.basename(value))[1]
    return {"SSL_CERT_DIR" if is_folder else "SSL_CERT_FILE": text}


def _value(name: str, call: PipCall, scene: Scene) -> tuple[str, str | None]:
    """Give how a call names the value of a variable, "" without one, and the value where it is known."""
    for word in reversed(call.command.assignments):
        if word.text.startswith(f"{name}="):
            return word.text.partition("=")[2], word.value and word.value.partition("=")[2]
    known = scene.dockerfile.environment(scene.instruction)
    if _exported(name, call, scene):
        return f'"${name}"', None
    value = known.get(name)
    return (f'"${name}"' if known.is_set(name) and value != "" else ""), value


def _exported(name: str, call: PipCall, scene: Scene) -> bool:
    """Tell whether the script sets a variable for the call and those behind it, or the call for itself."""
    return any(word.text.startswith(f"{name}=") for word in set_by_script(call, scene))


def _is_extended(call: PipCall, scene: Scene) -> bool:
    """Tell whether the file has had the system trust more before a call."""
    start = call.command.span.start
    commands = [unwrap(one) for one in scene.script.commands if one.span.start < start]
    copies = False
    for one in scene.telling_before(_has_to_do_with_certificates):
        commands += map(unwrap, scene.file.script(one).commands) if one.keyword == "RUN" else ()
        if one.keyword != "RUN" and _STORE.fullmatch(_destination(one)):
            return True
        copies |= one.keyword != "RUN" or _mounts_anchors(one)
    brought = copies or _mounts_anchors(scene.instruction) or any(map(_names_anchors, commands))
    return any(map(_adds_to_store, commands)) or (brought and any(map(_updates, commands)))


def brings_certificates(file: PipFile, one: Instruction) -> bool:
    """Tell whether an instruction gives the system certificates of its own, as far as that shows."""
    if one.keyword == "RUN":
        commands = [unwrap(each) for each in file.script(one).commands]
        return any(_names_anchors(each) or _adds_to_store(each) for each in commands)
    return _has_to_do_with_certificates(file, one)


def _has_to_do_with_certificates(file: PipFile, one: Instruction) -> bool:
    if one.keyword in ("COPY", "ADD"):
        to = _destination(one)
        return bool(_ANCHORS.match(to) or _STORE.fullmatch(to))
    if one.keyword != "RUN":
        return False
    commands = [unwrap(each) for each in file.script(one).commands]
    return any(_names_anchors(each) or _updates(each) or _adds_to_store(each) for each in commands)


def _destination(one: Instruction) -> str:
    return bare(copy_parts(one).destination)


def _names_anchors(command: Command) -> bool:
    """Tell whether a command may put a certificate where the system looks for new ones."""
    words = (*command.arguments, *command.redirects)
    return program(command) != "rm" and any(_ANCHORS.search(bare(word)) for word in words)


def _mounts_anchors(one: Instruction) -> bool:
    return any(_ANCHORS.match(parts.get("target", "")) for parts in mounts(one))


def _updates(command: Command) -> bool:
    return program(command) in _UPDATES


def _adds_to_store(command: Command) -> bool:
    """Tell whether a command adds to the roots of the system."""
    into = (word.text for word in command.redirects if word.text.startswith(">"))
    tee = (bare(word) for word in command.arguments) if program(command) == "tee" else ()
    return any(_STORE.search(text) for text in (*into, *tee))
