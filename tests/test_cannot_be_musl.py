"""All that cannot be on musl, row by row of the tables: the image stays on Debian with a reason and a way out."""

import pytest

from migrator.engine import Status
from migrator.knowledge import Knowledge, Works
from migrator.registry import knowledge_folders
from tests.cases import migrate

KNOWLEDGE = Knowledge.load(*knowledge_folders())
PROJECTS = [
    name
    for name in KNOWLEDGE.names("wheels.toml")
    if (KNOWLEDGE.row("wheels.toml", name) or {})["works"] == Works.NO.value
]
DOWNLOADS = {
    "litestream-v": "https://github.com/benbjohnson/litestream/releases/download/v0.3.9/litestream-v0.3.9-linux-amd64.tar.gz",
    "/go1(": "https://go.dev/dl/go1.20.14.linux-amd64.tar.gz",
    "releases[.]hashicorp[.]com/nomad": "https://releases.hashicorp.com/nomad/1.9.3/nomad_1.9.3_linux_amd64.zip",
    "awscli[.]amazonaws": "https://awscli.amazonaws.com/awscli-exe-linux-x86_64.zip",
    "dl[.]google[.]com/dl/cloudsdk": "https://dl.google.com/dl/cloudsdk/release/google-cloud-sdk.tar.gz",
    "dl[.]google[.]com/linux": "https://dl.google.com/linux/direct/google-chrome-stable_current_amd64",
    "wkhtmltox": "https://example.com/wkhtmltox-0.12.6.tar.xz",
    "packages[.]microsoft": "https://packages.microsoft.com/msodbcsql17.bin",
    "instantclient": "https://download.oracle.com/instantclient-basiclite-linuxx64.zip",
    "(deb|rpm)[.]nodesource": "https://deb.nodesource.com/setup_20.x",
    "repo[.](anaconda": "https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64",
    "download[.]pytorch": "https://download.pytorch.org/libtorch/cpu/libtorch.zip",
    "developer[.]download[.]nvidia": "https://developer.download.nvidia.com/compute/cuda/cuda_12",
    "download[.]docker": "https://get.docker.com/",
    "apt[.]postgresql": "https://apt.postgresql.org/pub/repos/apt/x",
    "deno[.]land": "https://deno.land/x/install/install.sh",
    "manylinux|linux[-_]gnu": "https://example.com/tool-x86_64-unknown-linux-gnu.tar.gz",
    "jwilder/dockerize": "https://github.com/jwilder/dockerize/releases/download/v0.6.1/dockerize-linux-amd64",
    "wait-for-it": "https://raw.githubusercontent.com/vishnubob/wait-for-it/master/wait-for-it.sh",
}
"""An address for each row about what needs glibc, under the beginning of its pattern."""
IMAGES = [
    "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
    "public.ecr.aws/lambda/python:3.12",
    "mcr.microsoft.com/azure-functions/python:4-python3.11",
    "continuumio/miniconda3",
    "mambaorg/micromamba:1",
    "tensorflow/tensorflow:2.16.1",
    "pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime",
    "mcr.microsoft.com/playwright/python:v1.47.0-jammy",
    "mcr.microsoft.com/devcontainers/python:3.12",
    "tiangolo/uvicorn-gunicorn-fastapi:python3.11",
    "registry.access.redhat.com/ubi9/python-312",
    "quay.io/jupyter/base-notebook",
    "ghcr.io/us/python-base:3.11",
]
COMMANDS = {
    "playwright's browsers": "playwright install --with-deps chromium",
    "playwright's browsers by npx": "npx playwright install",
    "conda": "conda install -y numpy",
    "micromamba": "micromamba install -y numpy",
    "nvm": "nvm install 20",
    "a package of Debian": "dpkg -i tool.deb",
}


def withheld(folder, text):
    path = folder / "Dockerfile"
    path.write_text(text)
    result = migrate(path)
    refused = [
        each.finding
        for each in result.outcomes
        if each.status is Status.REFUSED and "DFM200" < each.finding.rule.id < "DFM400"
    ]
    assert "alpine" not in result.after.text
    assert refused
    assert all(each.message and each.hint for each in refused)
    return result, refused


def test_there_are_at_least_25():
    assert len(PROJECTS) >= 25


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project(tmp_path, name):
    result, refused = withheld(tmp_path, f"FROM python:3.11-slim\nRUN pip install --no-cache-dir '{name}'\n")

    assert {each.rule.id for each in refused} == {"DFM208"}
    assert name.partition("[")[0] in refused[0].message
    apart = any(each.finding.rule.id == "DFM414" for each in result.outcomes)  # uv cannot build it
    assert ("uv pip install" in result.after.text) != apart, "the rest applies"


def test_every_download_that_needs_glibc_has_an_address():
    rows = [
        name
        for name in KNOWLEDGE.names("downloads.toml")
        if not (KNOWLEDGE.row("downloads.toml", name) or {}).get("runs")
    ]

    assert [next((start for start in DOWNLOADS if row.startswith(start)), row) for row in rows] == list(
        DOWNLOADS
    )


@pytest.mark.parametrize("address", DOWNLOADS.values())
def test_a_download(tmp_path, address):
    body = f"RUN curl -fsSL {address} -o /tmp/x && chmod +x /tmp/x && pip install flask"
    _, refused = withheld(tmp_path, f"FROM python:3.11-slim\n{body}\n")

    assert "DFM209" in {each.rule.id for each in refused}


@pytest.mark.parametrize("image", IMAGES)
def test_an_image(tmp_path, image):
    _, refused = withheld(tmp_path, f"FROM {image}\nRUN pip install flask\n")

    assert {each.rule.id for each in refused} <= {"DFM206", "DFM207"}


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/jwilder/dockerize/releases/download/v0.6.1/dockerize-alpine-linux-amd64-v0.6.1.tar.gz",
        "https://github.com/jwilder/dockerize/releases/download/v0.11.0/dockerize-linux-amd64-v0.11.0.tar.gz",
        "https://github.com/benbjohnson/litestream/releases/download/v0.3.9/litestream-v0.3.9-linux-amd64-static.tar.gz",
        "https://github.com/benbjohnson/litestream/releases/download/v0.3.13/litestream-v0.3.13-linux-amd64.tar.gz",
        "https://go.dev/dl/go1.21.0.linux-amd64.tar.gz",
        "https://releases.hashicorp.com/vault/1.18.0/vault_1.18.0_linux_amd64.zip",
        "https://raw.githubusercontent.com/eficode/wait-for/master/wait-for",
    ],
)
def test_a_download_that_runs(tmp_path, address):
    path = tmp_path / "Dockerfile"
    path.write_text(
        f"FROM python:3.11-slim\nADD {address} /opt/x\nRUN wget {address} && chmod +x /opt/x\nRUN pip install flask\n"
    )

    assert "FROM python:3.12-alpine" in migrate(path).after.text


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command(tmp_path, command):
    withheld(tmp_path, f"FROM python:3.11-slim\nRUN {command}\nRUN pip install flask\n")


def test_a_download_whose_version_only_the_build_knows(tmp_path):
    """What the second run sees, once TARGETARCH names the machine, is refused as well."""
    url = "https://github.com/jwilder/dockerize/releases/download/$V/dockerize-linux-amd64-$V.tar.gz"
    run = f"RUN wget {url} && tar -C /usr/local/bin -xzf dockerize-linux-amd64-$V.tar.gz && pip install flask"

    result, refused = withheld(tmp_path, f"FROM python:3.11-slim\nENV V=v0.6.1\n{run}\n")

    assert "DFM209" in {each.rule.id for each in refused}
    assert result.failure is None
