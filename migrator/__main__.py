"""`python -m migrator`: the same as `dfmigrate`, and as there nothing is imported from the current folder."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the current folder, which is the project's

from migrator.cli import main

main(prog_name="dfmigrate")
