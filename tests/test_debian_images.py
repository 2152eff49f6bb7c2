"""The releases that an official image may be on."""

from pathlib import Path

import pytest

import transforms
from migrator.dockerfile import parse
from migrator.images.debian import RELEASES, DebianImage, debian_image
from migrator.knowledge import Knowledge
from migrator.source import Source

KNOWLEDGE = Knowledge.load(Path(transforms.__file__).parent / "data")


def image_of(text, knowledge=KNOWLEDGE):
    dockerfile = parse(Source("Dockerfile", text))
    return debian_image(dockerfile, dockerfile.final, knowledge)


@pytest.mark.parametrize(
    ("image", "flavour", "releases"),
    [
        ("python:3.12-slim-bookworm", "python-slim", ("bookworm",)),
        ("python:3.12-bullseye", "python", ("bullseye",)),
        ("docker.io/library/python:3.13.7-slim-trixie", "python-slim", ("trixie",)),
        ("python:3.8-slim", "python-slim", ("bookworm",)),
        ("python:3.12.4-slim", "python-slim", RELEASES),
        (f"python:3.12-slim@sha256:{'0' * 64}", "python-slim", RELEASES),
        ("ghcr.io/astral-sh/uv:python3.12-bookworm-slim", "python-slim", RELEASES),
        ("debian:12", "debian", ("bookworm",)),
        ("debian:12.5-slim", "debian", ("bookworm",)),
        ("debian:trixie-20250811-slim", "debian", ("trixie",)),
    ],
)
def test_official_images(image, flavour, releases):
    assert image_of(f"FROM {image}\n") == DebianImage(flavour, releases)


@pytest.mark.parametrize(
    ("image", "flavour"),
    [("python:3.12-slim", "python-slim"), ("python", "python"), ("python:3", "python")],
)
def test_tags_that_move(image, flavour):
    assert image_of(f"FROM {image}\n") == DebianImage(flavour, ("trixie",), moves=True)


@pytest.mark.parametrize(
    "image",
    [
        "python:3.12-alpine",
        "python:3.12-slim-buster",
        "python:3.9.1-slim",
        f"python:3.9-slim@sha256:{'0' * 64}",
        f"python@sha256:{'0' * 64}",
        "python:3.6-slim",
        "python:2.7",
        "python:2",
        "python:3.12-slim-ours",
        "python:3.12-windowsservercore",
        "debian",
        "debian:stable",
        "debian:10",
        "debian:sid",
        "ubuntu:22.04",
        "registry.example.com/base:1",
        "$BASE",
    ],
)
def test_others_are_not_known(image):
    assert image_of(f"FROM {image}\n") is None


def test_the_stage_below_counts_and_an_argument_too():
    text = "ARG TAG=3.12-slim-bookworm\nFROM python:$TAG AS base\nFROM base\n"

    assert image_of(text) == DebianImage("python-slim", ("bookworm",))


def test_a_company_image_may_hold_more_than_what_it_stands_for():
    knowledge = KNOWLEDGE.overlaid(images={"registry.example.com/python": "python"})

    assert image_of("FROM registry.example.com/python:3.12-slim\n", knowledge) is None
