"""The transforms that dfmigrate ships, one module each, and the tables that they rest on."""

from pathlib import Path

OWNER = "dfmigrate"

DATA = Path(__file__).with_name("data")
"""The folder of the tables."""
