"""Views of a run: the same values as text for people and as data for machines."""
