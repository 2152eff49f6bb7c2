import asyncio
import random
import re
from dataclasses import dataclass


@dataclass
class Pool:
    size: int = 4


@dataclass
class Settings:
    name: str = ""
    pool: Pool = Pool()


async def fetch(url):
    return url


async def main(urls):
    await asyncio.wait([fetch(url) for url in urls], timeout=3)
    tasks = [fetch(urls[0])]
    await asyncio.wait(tasks)


names = {"a", "b"}
random.sample(names, 1)
re.match(r"^(?i)get ", "GET /")
re.compile("a\\b(?i)")
re.compile(r"""a (?x) b""")
re.sub(r"a(?i)|b(?s)", "", "")
