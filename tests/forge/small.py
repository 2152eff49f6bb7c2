"""Small transforms of the tests' own: two bundles, a change to look at, a note and a refusal."""

from migrator.api import Change, Edit, Note, Phase, Refusal, Rule, Safety, transform

ONE = Rule("DFM901", "one-is-1", "One becomes 1.")
TWO = Rule("DFM902", "two-is-2", "Two becomes 2.")
LOOK = Rule("DFM903", "look", "A thing to look at.")
NO = Rule("DFM904", "no", "A thing that cannot be done.")


def _replacing(name, rule, old, new, safety, phase, bundle=""):
    def run(dockerfile, ctx):
        at = dockerfile.source.text.find(old)
        if at >= 0:
            line = dockerfile.source.line_of(at)
            yield Change(rule, line, f"{old} becomes {new}", (Edit(at, at + len(old), new),), safety)
        if rule is TWO and "SECRET" in dockerfile.source.text:
            yield Refusal(NO, 1, "cannot do this for @everyone, fixes #1", "ask `somebody`", blocking=False)
        if rule is TWO and "NOTE" in dockerfile.source.text:
            yield Note(LOOK, 1, "mind <!-- this --> | and that", "look")
        if rule is TWO and "CRASH" in dockerfile.source.text:
            raise ZeroDivisionError("oops")

    return transform(name, phase=phase, rules=(rule, LOOK, NO) if rule is TWO else (rule,), bundle=bundle)(
        run
    )


TRANSFORMS = (
    _replacing("first", ONE, "RUN one", "RUN 1", Safety.SAFE, Phase.BASE),
    _replacing("second", TWO, "RUN two", "RUN 2", Safety.REVIEW, Phase.PACKAGES, "pair"),
)
