"""How fast dfmigrate is, and beside what: `python -m benchmarks` prints the tables of docs/benchmarks.md."""
