"""Coverage-guided runs, as long as wanted: `python -m fuzz reading|whole [--on FOLDER] [OPTIONS…] [CORPUS…]`.

Needs atheris (`pip install atheris`) and runs from the root of the repository:

    python -m fuzz reading -runs=1000000 -max_len=2048 corpus/
    python -m fuzz whole --on found/ -max_total_time=3600 -max_len=60 corpus/

`reading` hands raw bytes to the readers. `whole` makes a Dockerfile of pieces of grammar, one byte a
piece, and runs all transforms over it. Both ask what tests/properties.py asks. What fails is left in a file
`crash-…`, and `python -m fuzz whole crash-…` shows it again; with `--on` a run goes on after a failure, and
each kind of failure is left in the folder once, its text and what was wrong with it.
"""

import hashlib
import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["migrator", "transforms"]):
    from fuzz.pieces import text_of
    from migrator.dockerfile import parse
    from migrator.source import Source
    from tests import properties
    from tests.contexts import surroundings

    ENGINE = properties.engine()  # it imports the transforms

Test = Callable[[bytes], None]


def whole() -> Test:
    """Give the test of all transforms over pieces of grammar."""
    # The tables are read once: asking for them again each time takes longer than a small file.
    ready = surroundings(parse(Source("Dockerfile", "FROM scratch\n")))

    def run(data: bytes) -> None:
        properties.check(ENGINE, text_of(data), (lambda dockerfile: replace(ready, original=dockerfile),))

    return run


def going_on(run: Test, folder: Path, text: Callable[[bytes], bytes]) -> Test:
    """Give `run` that keeps a failure of each kind in `folder` and goes on."""
    folder.mkdir(parents=True, exist_ok=True)

    def noting(data: bytes) -> None:
        try:
            run(data)
        except Exception as error:
            said = "".join(traceback.format_exception(error))
            kind = hashlib.sha256(re.sub(r"[^A-Za-z]+", "", str(error)[:120]).encode()).hexdigest()[:12]
            place = folder / kind
            if not place.exists() or len(data) < place.stat().st_size:
                place.write_bytes(data)
                place.with_suffix(".Dockerfile").write_bytes(text(data))
                place.with_suffix(".txt").write_text(said, "utf-8", "backslashreplace")

    return noting


def main() -> None:
    """Run the target that the first argument names."""
    targets = {
        "reading": (lambda: properties.check_reading, bytes),
        "whole": (whole, lambda data: text_of(data).encode()),
    }
    if len(sys.argv) < 2 or sys.argv[1] not in targets:
        raise SystemExit(__doc__)
    make, text = targets[sys.argv.pop(1)]
    run = make()
    if "--on" in sys.argv:
        at = sys.argv.index("--on")
        run = going_on(run, Path(sys.argv.pop(at + 1)), text)
        sys.argv.pop(at)
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
