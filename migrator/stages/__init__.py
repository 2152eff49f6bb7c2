"""Stages of a Dockerfile, and how a builder that is only a detour is folded away."""
