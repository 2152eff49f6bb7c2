"""What is not the same on musl although everything installs, where it may matter to a service."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migrator import regex as re
from migrator.dockerfile import Dockerfile
from migrator.shell.run_as import script_at

_HEAVY = frozenset(
    {
        *("scipy", "scikit-learn", "polars", "pyarrow", "networkx", "statsmodels", "spacy", "gensim"),
        *("xgboost", "lightgbm"),
    }
)
"""Projects whose users compute for long; numpy and pandas alone tell nothing: half of all have them."""
_THREADS = frozenset({"confluent-kafka", "ray", "dramatiq"})
"""Projects that run others' code in threads of their own; green threads have no stack of the system's."""
_LOCALE = re.compile(r"(?P<name>[a-z]{2,3}_[A-Z]{2})\b")
_THREADED = re.compile(r"--threads\b|--enable-threads\b|\bgthread\b")


def musl_notes(dockerfile: Dockerfile, original: Dockerfile, names: Collection[str]) -> Iterator[str]:
    """Give one sentence for each difference; `names` are the projects that are installed."""
    busy = sorted(_HEAVY.intersection(names))
    if busy:
        yield (
            f"{_listed(busy)} may run slower: Alpine's CPython is built without PGO, musl's malloc is slow"
            " where threads allocate (jemalloc by LD_PRELOAD helps)"
        )
    threads = sorted(_THREADS.intersection(names)) or _threads_in_start(dockerfile)
    if threads:
        yield f"{_listed(threads)}: a thread has 1 MB of stack where glibc gives 8 MB, in C libraries 128 kB"
    locale = _locale(dockerfile) or _locale(original)
    if locale:
        yield f"{locale} sorts, formats and translates as C does: musl knows UTF-8 and no other locale"
    if {"python-ldap", "django-auth-ldap"}.intersection(names):
        yield "musl reads no nsswitch.conf: users and groups of a directory are not seen by the system"


def _listed(names: Collection[str]) -> str:
    shown = list(names)[:3]
    return ", ".join(shown) + (" …" if len(names) > len(shown) else "")


def _threads_in_start(dockerfile: Dockerfile) -> list[str]:
    for keyword in ("CMD", "ENTRYPOINT"):
        instruction = dockerfile.final.last(keyword)
        for command in script_at(dockerfile, instruction).commands if instruction else ():
            text = " ".join(word.value or word.text for word in command.words)
            if match := _THREADED.search(text):
                return [f"{keyword} with {match[0].lstrip('-')}"]
    return []


def _locale(dockerfile: Dockerfile) -> str | None:
    """Give the locale that the final image is set to, or that the file makes, where it is a real one."""
    env = dockerfile.environment(dockerfile.final.end).env
    for name in ("LC_ALL", "LANG"):
        match = _LOCALE.match(env.get(name) or "")
        if match and match["name"] != "en_US":
            return f"{name}={env[name]}"
    return None
