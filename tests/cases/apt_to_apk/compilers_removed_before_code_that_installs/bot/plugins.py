import asyncio
import sys


async def fetch(*names):
    pip = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "pip",
        "install",
        *names,
    )
    return await pip.wait()
