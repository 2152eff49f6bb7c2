"""ADDs that only copy, and paths that can be said outright."""

from __future__ import annotations

from migrator import regex as re
from migrator.build_context import BuildContext
from migrator.build_context.copied_paths import workdir_at
from migrator.build_context.fetched_later import is_fetched_later
from migrator.build_context.path_patterns import is_pattern
from migrator.dockerfile import Dockerfile, Instruction, copy_parts
from migrator.paths import joined_path

_MAGIC = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\x1f\x9d", b"PK")
_TAR = 257, b"ustar"
_HEAD = 512
_TEXT = re.compile(
    r"[\w*]\.(?:py|pyi|sh|bash|txt|md|rst|ini|cfg|conf|cnf|toml|json|ya?ml|xml|html?|css|js|ts|sql|env|list|repo|service|crontab"
    r"|pem|crt|key|lock|in|tmpl|template|j2|properties|rules)$|(?:^|/)(?:Pipfile|Makefile|Procfile|crontab|Gemfile)$"
)
_FLAGS = frozenset({"chown", "chmod", "link", "exclude"})


def only_copies(one: Instruction, build: BuildContext) -> bool:
    """Tell whether an ADD does what COPY does: no source is an archive or an address.

    What is not in the build context, and a pattern, is no archive where it is called like a folder (``src/``)
    or a text.
    """
    parts = copy_parts(one)
    if one.keyword != "ADD" or parts.heredocs or any(flag.name not in _FLAGS for flag in one.flags):
        return False
    texts = [word.value for word in parts.sources]
    return bool(texts) and all(text is not None and _is_plain(text, build) for text in texts)


def are_there(one: Instruction, build: BuildContext) -> bool:
    """Tell whether all sources of a COPY or ADD are in the build context, each by its name."""
    texts = [word.value or "" for word in copy_parts(one).sources]
    return all(not is_pattern(text) and build.exists(text) for text in texts)


def _is_plain(text: str, build: BuildContext) -> bool:
    if "://" in text or text.startswith("git@") or "$" in text:
        return False
    if build.is_folder(text):
        return True  # of a folder the content is copied as it is, archives inside it too
    if is_pattern(text) or not build.exists(text):
        return text.endswith("/") or _TEXT.search(text) is not None
    path = build.path(text)
    if path is None or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    if is_fetched_later(head):
        return _TEXT.search(text) is not None
    return not head.startswith(_MAGIC) and head[_TAR[0] : _TAR[0] + len(_TAR[1])] != _TAR[1]


def absolute_workdir(dockerfile: Dockerfile, one: Instruction) -> str | None:
    """Give what a relative WORKDIR stands for; None where it is absolute, or that is not known."""
    text = one.value.text.strip()
    if text.startswith(("/", "$", '"', "'", "\\")) or re.match(r"[A-Za-z]:", text) or "$" in text:
        return None
    before = workdir_at(dockerfile, one)
    return None if before is None else joined_path(before, text)


def needs_workdir(one: Instruction) -> bool:
    """Tell whether a COPY or ADD has a destination that the working directory decides."""
    if one.keyword not in ("COPY", "ADD"):
        return False
    target = copy_parts(one).destination
    text = (target.value or target.text) if target else "/"
    return not text.strip("\"'").startswith(("/", "$")) and not re.match(r"[A-Za-z]:", text)
