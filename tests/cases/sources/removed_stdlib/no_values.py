import asyncio
import random
import re
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class Pool:
    size: int = 4


@dataclass
class Hashed:
    size: int = 4
    __hash__ = object.__hash__


@dataclass
class Settings:
    pool: Pool = Pool()
    hashed: Hashed = Hashed()
    shared: ClassVar[Pool] = field(default_factory=Pool)


async def fetch(url):
    return url


def task(coroutine):
    return asyncio.create_task(coroutine)


async def main(urls):
    await asyncio.wait([task(fetch(url)) for url in urls])
    await asyncio.wait({asyncio.create_task(fetch(url)) for url in urls})
    await asyncio.gather(*[fetch(url) for url in urls])
    tasks = [fetch(url) for url in urls]
    tasks = [task(each) for each in tasks]
    await asyncio.wait(tasks)


random.sample(sorted({"a", "b"}), 1)
re.match(r"(?i)^get ", "GET /")
re.match(r"a[(?i)]b\(?i", "")
re.compile(r"""
    (?i) a
""", re.VERBOSE)
re.compile(r"a(?i:b)")
