"""A transform is asked again about the same text only where what it looked at is another."""

from dataclasses import fields, replace

from migrator.api import Change, Edit, Note, Phase, Rule, Safety, parse, transform
from migrator.context import Context
from migrator.engine import Engine
from migrator.repeats import _ALWAYS, Repeats
from migrator.source import Source
from tests.contexts import surroundings

ONE = Rule("DFM901", "one", "One.")
TEXT = "FROM python:3.12\nRUN one\n"


def telling(name, looks_at, asked):
    def run(dockerfile, ctx):
        asked.append((name, dockerfile.source.text))
        yield Note(ONE, 1, f"{looks_at(ctx)}")

    return transform(name, phase=Phase.RUNTIME, rules=(ONE,))(run)


def replacing(old, new):
    def run(dockerfile, ctx):
        if (at := dockerfile.source.text.find(old)) >= 0:
            yield Change(ONE, 2, "becomes", (Edit(at, at + len(old), new),), Safety.SAFE)

    return transform("replacing", phase=Phase.PACKAGES, rules=(ONE,))(run)


def asked_of(looks_at, *, last=True):
    asked = []
    members = replacing("one", "two"), telling("telling", looks_at, asked)
    engine = Engine(members if last else members[::-1])
    first = surroundings(parse(Source("Dockerfile", TEXT)))
    result = engine.run(Source("Dockerfile", TEXT), lambda dockerfile: replace(first, original=dockerfile))
    assert result.failure is None
    assert result.changed
    return [text for _, text in asked]


def test_the_proof_asks_nobody_again_who_has_seen_the_text():
    assert asked_of(lambda ctx: ctx.settings.python) == [TEXT.replace("one", "two")]


def test_the_proof_asks_who_ran_before_the_last_edit():
    assert asked_of(lambda ctx: ctx.settings.python, last=False) == [TEXT, TEXT.replace("one", "two")]


def test_the_proof_asks_who_looks_at_the_original():
    assert asked_of(lambda ctx: ctx.original.source.text) == [TEXT.replace("one", "two")] * 2


def test_what_a_replaced_context_is_asked_for_is_noted_too():
    look = lambda ctx: replace(ctx, path="x").original.source.text  # noqa: E731

    assert asked_of(look) == [TEXT.replace("one", "two")] * 2


def test_another_build_context_or_other_settings_are_another_question(tmp_path):
    asked = []
    member = telling("telling", lambda ctx: ctx.build.root, asked)
    repeats, parsed = Repeats(), parse(Source("Dockerfile", TEXT))
    context = surroundings(parsed)
    for each in (context, context, replace(context, build=replace(context.build, ignore_file=tmp_path))):
        list(repeats.findings(member, parsed, each))
    list(repeats.findings(member, parsed, replace(context, withheld=frozenset({"alpine"}))))

    assert len(asked) == 2


def test_every_part_of_a_context_is_compared_or_noted():
    names = {each.name for each in fields(Context)}

    assert set(_ALWAYS.__reduce__()[1]) | {"original", "withheld"} == names
