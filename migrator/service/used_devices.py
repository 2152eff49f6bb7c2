"""What an application's own source opens that a container lets root alone open: devices, raw sockets."""

from __future__ import annotations

from collections.abc import Iterator

from migrator import regex as re
from migrator.records import dataclass
from migrator.service.root_needs import RootNeed
from migrator.service.serving_place import Place
from migrator.service.written_by_source import own_files
from migrator.source import line_at

_MAX_BYTES = 256 * 1024
_DEVICES = (
    r"tty[A-Z.]|serial|i2c|spidev|gpio|video|hidraw|input/|bus/usb|snd/|net/tun|mem\b|fb\d|dri/|lirc|rfcomm"
)
_MODULES = r"RPi\.GPIO|gpiozero|lgpio|smbus2?|spidev|serial|usb\.core|hid|evdev|bluepy|bluetooth|scapy|ping3"
_OTHERS = r"(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*"
"""What is imported before, in the same line."""
_USED = re.compile(
    r"(?m)^(?:[^#\n]*?(?:"
    rf"['\"](?P<device>/dev/(?:{_DEVICES})[\w./-]*)"
    r"|\b(?P<socket>SOCK_RAW|AF_PACKET)\b)"
    rf"|[ \t]*(?:try:[ \t]*)?(?:import[ \t]+{_OTHERS}(?P<module>{_MODULES})\b"
    rf"|from[ \t]+(?P<package>{_MODULES})(?:\.\w+)*[ \t]+import\b))"
)
"""Words as in ``from serial numbers`` are no import."""
_BY_HAND = "give the user the group of what it opens, or the capability, and add USER by hand"


@dataclass(frozen=True)
class UsedDevices:
    """The Python files of an image, read for devices and sockets that are root's."""

    place: Place

    def needs(self, line: int) -> Iterator[RootNeed]:
        """Give what each file opens first, told at `line` of the Dockerfile."""
        for file in own_files(self.place.build):
            if (what := self._first(file)) and self.place.is_copied(file):
                yield RootNeed(line, f"{file}:{what}", _BY_HAND)

    def _first(self, file: str) -> str:
        """Give what a file opens first, with its line; empty where it opens nothing of the kind."""

        def found() -> str:
            text = self.place.build.read(file, _MAX_BYTES) or ""
            match = _USED.search(text)
            return f"{line_at(text, match.end())} {_told(match.groupdict())}" if match else ""

        return self.place.build.remembered(("devices", file), found)


def _told(found: dict[str, str | None]) -> str:
    if device := found["device"]:
        return f"opens {device}, which is not for everybody"
    if socket := found["socket"]:
        return f"opens a raw socket ({socket}), which is root's"
    return f"imports {found['module'] or found['package']}, which opens devices or raw sockets"
