"""What a FROM names through ARG, and how another image is written in its place."""

import pytest

from migrator.dockerfile import parse
from migrator.images.base_text import DynamicError, base_text
from migrator.images.python import is_official, python_image
from migrator.images.reference import ImageReference
from migrator.knowledge import Knowledge
from migrator.source import Source

DIGEST = "sha256:" + "a" * 64


def base_of(text):
    dockerfile = parse(Source("Dockerfile", text + "\nRUN x\n"))
    return dockerfile, base_text(dockerfile, dockerfile.stages[0])


def moved(text, version=None, inline=frozenset()):
    """Give the text after its image moved to Alpine, having proved that it then names what was wanted."""
    dockerfile, base = base_of(text)
    image = python_image(base, Knowledge(()))
    after = dockerfile.source.splice(image.edits(version, inline)).text.removesuffix("\nRUN x\n")

    assert base_of(after)[1].text == image.wanted(version)
    return after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM python:3.9", "FROM python:3.12-alpine"),
        ("FROM python:3.9.5-slim-buster AS x", "FROM python:3.12-alpine AS x"),
        ('ARG B="python:3.9-slim"\nFROM ${B}', 'ARG B="python:3.12-alpine"\nFROM ${B}'),
        ("ARG V=3.9\nFROM python:$V", "ARG V=3.12\nFROM python:$V-alpine"),
        ("ARG V=3.9.1\nFROM python:${V}-slim", "ARG V=3.12\nFROM python:${V}-alpine"),
        ("ARG A=3\nARG B=9\nFROM python:$A.$B", "ARG A=3\nARG B=12\nFROM python:$A.$B-alpine"),
        ("ARG F=slim\nFROM python:3.9-$F", "ARG F=alpine\nFROM python:3.12-$F"),
        ("ARG D=trixie\nFROM python:3.9-slim-$D", "ARG D=trixie\nFROM python:3.12-alpine"),
        ("ARG D=trixie\nFROM python:3.9-$D", "ARG D=alpine\nFROM python:3.12-$D"),
        ("ARG V\nFROM python:${V:-3.9}-slim", "ARG V\nFROM python:${V:-3.12}-alpine"),
        ("ARG V=\nFROM python:${V:-3.9}-slim", "ARG V=\nFROM python:${V:-3.12}-alpine"),
        ("ARG I=python\nFROM $I:3.9", "ARG I=python\nFROM $I:3.12-alpine"),
        ("ARG B=python:3.9\nFROM $B", "ARG B=python:3.12-alpine\nFROM $B"),
        ("ARG V=1\nARG V=3.9\nFROM python:$V", "ARG V=1\nARG V=3.12\nFROM python:$V-alpine"),
        (f"FROM python:3.9@{DIGEST}", "FROM python:3.12-alpine"),
        (f"ARG P=python:3.9@{DIGEST}\nFROM $P", "ARG P=python:3.12-alpine\nFROM $P"),
        (f"ARG D={DIGEST}\nFROM python:3.9@$D", f"ARG D={DIGEST}\nFROM python:3.12-alpine"),
    ],
)
def test_a_raised_image(before, after):
    assert moved(before, "3.12") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM python", "FROM python:alpine"),
        ("FROM python:latest", "FROM python:alpine"),
        ("FROM python:slim-bookworm", "FROM python:alpine"),
        ("FROM python:3", "FROM python:3-alpine"),
        ("FROM python:3.13-rc-slim", "FROM python:3.13-rc-alpine"),
        ("ARG I=python\nFROM $I", "ARG I=python:alpine\nFROM $I"),
        ("ARG R=\nFROM ${R}python:3.12", "ARG R=\nFROM ${R}python:3.12-alpine"),
        (f"FROM python@{DIGEST}", "FROM python:alpine"),
    ],
)
def test_an_image_that_keeps_its_version(before, after):
    assert moved(before) == after


def test_an_argument_that_others_use_is_left():
    before = "ARG D=trixie\nFROM python:3.12-$D"

    assert moved(before, inline=frozenset({"D"})) == "ARG D=trixie\nFROM python:3.12-alpine"


def test_a_part_of_an_argument_that_others_use_cannot_be_left():
    with pytest.raises(DynamicError, match="TAG also names"):
        moved("ARG TAG=3.12-slim\nFROM python:$TAG", inline=frozenset({"TAG"}))


@pytest.mark.parametrize(
    "text",
    [
        "ARG V\nFROM python:$V",
        "FROM python:${V}",
        "ARG V=$V\nFROM python:$V",
        "ARG V=3\nFROM python:${V:+4}",
        "FROM python:${V:-${W}}",
        "ARG V=3\\.9\nFROM python:$V",
    ],
)
def test_what_cannot_be_told(text):
    with pytest.raises(DynamicError):
        base_of(text)


@pytest.mark.parametrize(
    ("image", "official"),
    [
        ("python:3.12", True),
        ("docker.io/library/python:3.12", True),
        ("localhost:5000/python:3.12", True),
        ("mirror.example.com/hub/library/python:3.12", True),
        ("gitlab.example.com/g/dependency_proxy/containers/python:3.12", True),
        ("arm64v8/python:3.12", True),
        ("team/python:3.12", False),
        ("localhost:5000/team/python:3.12", False),
        ("public.ecr.aws/lambda/python:3.12", False),
        ("registry.example.com/arm64v8/python:3.12", False),
    ],
)
def test_the_official_image_and_its_mirrors(image, official):
    assert is_official(ImageReference.parse(image)) is official
