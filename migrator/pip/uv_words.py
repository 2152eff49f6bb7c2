"""What becomes of the words of a pip command, as edits in place: quoting, clusters and the exec form."""

from __future__ import annotations

import shlex
from dataclasses import field

from migrator import regex as re
from migrator.editing import json_word
from migrator.pip.command import Given, PipCall, bare
from migrator.pip.not_for_uv import NotForUvError
from migrator.records import dataclass
from migrator.source import Edit, Word

_QUOTING = re.compile(r"[\"'$`\\]")


class UntranslatedError(NotForUvError):
    """uv has nothing that does the same."""

    kind = "option"


@dataclass
class CallWords:
    """Collects changes to the words of one call; `quoted` says that it stands inside quotes.

    `added` goes behind the verb, `prefix` are variables that are set for the command, `deleted` the
    words that leave: the caller takes them out together with those of other calls.
    """

    call: PipCall
    quoted: bool = False
    added: list[str] = field(default_factory=list)
    prefix: dict[str, str] = field(default_factory=dict)
    deleted: list[Word] = field(default_factory=list)
    _edits: list[Edit] = field(default_factory=list)
    _clusters: dict[Word, str] = field(default_factory=dict)

    @property
    def exec(self) -> bool:
        """Whether the words are those of a JSON form."""
        return self.call.command.exec

    def put(self, word: Word, text: str) -> None:
        """Put `text` in the place of a word."""
        shown = json_word(text) if self.exec else text
        self._edits.append(Edit.over(word.span, shown))

    def delete(self, given: Given) -> None:
        """Take out an option, out of its cluster where it stands in one."""
        if not given.clustered:
            self.deleted += given.words
            return
        word = given.words[0]
        text = self._clusters.get(word, self._text(word)).replace(given.spelled[1:], "", 1)
        attached = given.value if len(given.words) == 1 else ""
        self._clusters[word] = text.removesuffix(attached)
        self.deleted += given.words[1:]

    def keep(self, given: Given, name: str) -> None:
        """Leave an option where it is, under the name that uv has for it."""
        if given.early:
            self.move(given, name)
        elif given.spelled.startswith("--") and given.spelled != name:
            self.put(given.words[0], self._text(given.words[0]).replace(given.spelled, name, 1))
        elif not given.spelled.startswith("--") and given.name != name:
            self.say(given, name)

    def say(self, given: Given, name: str) -> None:
        """Say an option as `name`, at its place if that can be."""
        if given.clustered or len(given.words) != 1 + given.row.valued:
            self.move(given, name)
        else:
            self.put(given.words[0], name)

    def move(self, given: Given, name: str) -> None:
        """Say an option as `name` behind the verb."""
        self.delete(given)
        self.added += [name, given.value] if given.row.valued else [name]

    def edits(self) -> list[Edit]:
        """Give the edits, without those of the words in `deleted`. Raises UntranslatedError."""
        for word, text in self._clusters.items():
            if text.strip("\"'") == "-":
                self.deleted.append(word)
            else:
                self.put(word, text)
        if self.quoted and _QUOTING.search("".join([*self.added, *self.prefix.values()])):
            reason = "what uv needs cannot be quoted inside `sh -c`"
            raise UntranslatedError(reason, "write the RUN without `sh -c`")
        return [*self._edits, *self._head(), *self._behind_verb()]

    def _text(self, word: Word) -> str:
        return bare(word) if self.exec else word.text

    def _behind_verb(self) -> list[Edit]:
        verb, added = self.call.verb, [text for text in self.added if text]
        if verb is None or not added:
            return []
        if self.exec:
            new = "".join(f", {json_word(part)}" for text in added for part in split(text))
        else:
            new = "".join(f" {text}" for text in added)
        return [Edit.at(verb.span.end, new)]

    def _head(self) -> list[Edit]:
        """``pip`` becomes ``uv pip``, and so does ``python -m pip``."""
        first, last = self.call.head[0], self.call.head[-1]
        program = self._with_prefix("uv")
        if first is last:
            new = '"uv", "pip"' if self.exec else f"{program} pip"
            return [Edit.over(first.span, new)]
        shown = [json_word(program), json_word("pip")] if self.exec else [program, "pip"]
        edits = [Edit.over(first.span, shown[0])]
        between, start = self.call.head[1:-1], last.span.start
        if between and between[-1].span.end == start:  # -mpip
            between, start = between[:-1], between[-1].span.start
        self.deleted += between
        if last.value != "pip" or start != last.span.start:
            edits.append(Edit(start, last.span.end, shown[1]))
        return edits

    def _with_prefix(self, program: str) -> str:
        if not self.prefix:
            return program
        if self.exec:
            raise UntranslatedError(
                "the exec form cannot set a variable for uv", "write the RUN in shell form"
            )
        pairs = " ".join(f"{name}={value}" for name, value in self.prefix.items())
        return f"{'env ' if self.call.command.wrappers else ''}{pairs} {program}"


def split(text: str) -> list[str]:
    """Give the words of a text as a shell would; the text itself where it is none."""
    try:
        return shlex.split(text)
    except ValueError:
        return [text]
