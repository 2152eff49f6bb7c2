"""What outlives a run: how far it came, and answers with their ETags. No token is ever in it."""

from __future__ import annotations

import json
from dataclasses import field
from pathlib import Path

from migrator.forge.http import Cache
from migrator.forge.records import Record
from migrator.records import dataclass
from migrator.writing import write


@dataclass
class Resume:
    """The groups that a run has settled; a run with the same `key` does not ask for them again.

    Only a run that did not come to its end leaves one: after a whole run there is nothing to resume.
    """

    path: Path
    key: str
    done: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path, key: str) -> Resume:
        """Give what an earlier run of the same `key` has settled: nothing where there was none."""
        stored = Record(_read(path))
        if stored.text("key") != key:
            return cls(path, key)
        return cls(path, key, {each.text("group"): each.text("result") for each in stored.records("done")})

    def record(self, group: str, result: str) -> None:
        """Note that `group` is settled."""
        self.done[group] = result
        entries = [{"group": name, "result": said} for name, said in sorted(self.done.items())]
        _write(self.path, {"key": self.key, "done": entries})

    def finish(self) -> None:
        """Forget: the run came to its end."""
        self.path.unlink(missing_ok=True)


def load_cache(path: Path) -> Cache:
    """Give the answers that earlier runs kept."""
    known = {}
    for each in Record(_read(path)).records("answers"):
        known[each.text("url")] = (each.text("etag"), each.text("text"), each.text("next"))
    return Cache(known)


def save_cache(path: Path, cache: Cache) -> None:
    """Keep the answers that this run used."""
    answers = [
        {"url": url, "etag": etag, "text": text, "next": following}
        for url, (etag, text, following) in sorted(cache.used.items())
    ]
    _write(path, {"answers": answers})


def _read(path: Path) -> object:
    try:
        value: object = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return value


def _write(path: Path, data: object) -> None:
    path.touch(mode=0o600)
    write(path, json.dumps(data, indent=1).encode())
