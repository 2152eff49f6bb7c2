import asyncio
import pty
import subprocess

import pexpect


def run(command: str) -> None:
    subprocess.run(command, shell=True, executable="/bin/bash", check=False)


async def stream(command: str) -> None:
    await asyncio.create_subprocess_shell(command, executable="/usr/bin/bash")
    await asyncio.create_subprocess_shell("git status", executable="/bin/bash")


def terminal() -> None:
    pty.spawn("/bin/bash")
    pty.spawn(["/bin/bash", "-l"])
    pexpect.spawn("bash --norc", encoding="utf-8")


def script(kind: str, path: str) -> None:
    if kind == "python":
        command = ["python3", path]
    elif kind == "perl":
        command = ["perl", path]
    else:
        command = ["bash", path]
    subprocess.run(command, check=True)
