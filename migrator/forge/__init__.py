"""Branches, commits and pull requests from a run: the user's own git, and a thin layer over three forges."""
