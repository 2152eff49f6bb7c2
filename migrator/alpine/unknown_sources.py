"""Requirements that no table knows and that the public index may not have: what they need cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator import regex as re
from migrator.first_few import first_few
from migrator.knowledge import Knowledge
from migrator.records import dataclass
from migrator.requirements.local_paths import local_path
from migrator.requirements.model import Option, Requirement
from migrator.requirements.names import named_by_url
from migrator.requirements.required import Required

_SOURCES = frozenset({"--index-url", "--extra-index-url", "--index", "--default-index", "--find-links"})
_PUBLIC = re.compile(
    r"https?://(?:[\w-]+\.)*(?:pypi\.org|python\.org|pythonhosted\.org|tuna\.tsinghua\.edu\.cn|aliyun(?:cs)?\.com"
    r"|douban(?:io)?\.com|ustc\.edu\.cn|tencent(?:yun)?\.com|huaweicloud\.com|163\.com|bfsu\.edu\.cn|sjtu\.edu\.cn"
    r"|nju\.edu\.cn|pytorch\.org|piwheels\.org)(?:[:/]|\Z)"
)
_CREDENTIALS = re.compile(r"//[^/@]*@")
_WHEEL = re.compile(r"\.whl(?:[#?].*)?\Z")
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Untold:
    """Requirements whose needs cannot be told: the first of them, and why."""

    requirement: Requirement
    message: str


def in_no_table(required: Required, knowledge: Knowledge) -> dict[str, Requirement]:
    """Give the requirements of which nothing is known, by their name or address."""
    return {one.name or one.url: one for one in required.requirements if not _known(one, knowledge)}


def listed(names: Iterable[str]) -> str:
    """Give the first names, and how many more there are."""
    return first_few(sorted(names), _NAMED)


def unknown_sources(required: Required, knowledge: Knowledge) -> Iterator[Untold]:
    """Give the unknown requirements from URLs and version control, and those of an index of its own."""
    unknown = in_no_table(required, knowledge)
    plain = [one for one in unknown.values() if not one.url]
    for one in unknown.values():
        if one.url:
            yield Untold(one, f"what {_title(one)} needs cannot be read: {_place(one.url)}")
    if plain and any(_is_foreign(one) for one in required.options):
        names = listed(one.name for one in plain)
        what = f"{names}: in no table, and an index other than the public one may have them"
        yield Untold(min(plain, key=lambda one: one.name), f"it cannot be told what is needed by {what}")


def _is_foreign(option: Option) -> bool:
    """Tell whether an option names an index other than the public one, or links on another machine."""
    if option.name == "--find-links" and "://" not in option.value:
        return False  # a folder, whose wheels others judge
    return option.name in _SOURCES and not _is_public(option.value)


def _known(found: Requirement, knowledge: Knowledge) -> bool:
    if found.files or _WHEEL.search(found.url) or local_path(found) or not (found.name or found.url):
        return True  # others judge wheels by their names, and what lies in the context is read
    return knowledge.pure(found.name) or knowledge.native(found.name, found.extras) is not None


def _title(found: Requirement) -> str:
    return found.name or named_by_url(found.url)


def _is_public(index: str) -> bool:
    return _PUBLIC.match(_CREDENTIALS.sub("//", index)) is not None


def _place(url: str) -> str:
    """Give where a URL leads for people: without credentials, query and fragment."""
    plain = _CREDENTIALS.sub("//", re.split(r"[#?]", url)[0])
    return plain if len(plain) <= 70 else f"{plain[:67]}…"
