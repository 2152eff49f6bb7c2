"""Where the server answers that a Dockerfile starts, as its command or its source tells."""

from __future__ import annotations

from migrator.build_context import BuildContext
from migrator.dockerfile import Dockerfile
from migrator.service.listening import Listening
from migrator.service.start_commands import started
from migrator.verify.starting import Probe


def served(dockerfile: Dockerfile, context: BuildContext) -> Probe | None:
    """Give where the one server answers; None where there is none that speaks HTTP, or more than one."""
    start = started(dockerfile, context)
    if start is None:
        return None
    listeners = Listening(dockerfile, context, start.by_default).listeners()
    ports = {each.port.likely for each in listeners if each.http and not each.tls and each.port}
    port = next(iter(ports), None) if len(ports) == 1 else None
    return Probe(port) if port else None
