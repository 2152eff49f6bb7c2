"""Which secrets and keys of the host compose has an image read: they may be open to their owner alone."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.discovery.build_files import BuildFileError, secrets_of
from migrator.discovery.compose_mounts import Mount, ends_of
from migrator.discovery.compose_starts import Service, line_of, services_with

_KEY = re.compile(
    r"(?i)(?:.*\.(?:pem|key|p12|pfx|jks)|id_(?:rsa|ed25519|ecdsa|dsa)|privkey.*|.*secrets?(?:\.\w+)?)"
)


def compose_secrets(dockerfile: Path, repository: BuildContext) -> tuple[Mount, ...]:
    """Give the secrets and keys of the host that services with the image of `dockerfile` read.

    Compose mounts them as they are on the host: with its owner and mode. A service that names its user
    itself does not count.
    """
    services = (one for one in services_with(dockerfile, repository) if "user" not in one.table)
    return tuple(mount for one in services for mount in (*_secrets(one, repository), *_keys(one, repository)))


def _secrets(service: Service, repository: BuildContext) -> Iterator[Mount]:
    named = service.table.get("secrets")
    entries = named if isinstance(named, list) and repository.root is not None else ()
    names = [str(each.get("source")) if isinstance(each, dict) else str(each) for each in entries]
    if not names or repository.root is None:
        return
    try:
        files = secrets_of(repository.root / service.file)
    except BuildFileError:
        return  # discovery reports it
    line = line_of(repository.read(service.file) or "", service.name, "secrets")
    for name in names:
        if name in files:
            source = files[name] if files[name].startswith((".", "/", "~", "$")) else f"./{files[name]}"
            yield Mount(service.file, line, service.target, source, f"/run/secrets/{name}")


def _keys(service: Service, repository: BuildContext) -> Iterator[Mount]:
    volumes = service.table.get("volumes")
    for ends in filter(None, map(ends_of, volumes if isinstance(volumes, list) else ())):
        if ends.source and ends.read_only and _KEY.fullmatch(posixpath.basename(ends.source)):
            line = line_of(repository.read(service.file) or "", service.name, "volumes")
            yield Mount(service.file, line, service.target, ends.source, posixpath.normpath(ends.target))
