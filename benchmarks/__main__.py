"""Run all benchmarks, or those named: ``python -m benchmarks [cold] [warm] [monorepo] [profile]``."""

import sys

from benchmarks import cold, monorepo, profile, warm

PARTS = {"cold": cold, "warm": warm, "monorepo": monorepo, "profile": profile}


def main() -> None:
    """Print one table for each part."""
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := [each for each in wanted if each not in PARTS]:
        sys.exit(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for name in wanted:
        print(f"## {name}\n", flush=True)
        for line in PARTS[name].table():
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()
