"""A service that counts on uvloop and pydantic's compiled core."""

import asyncio

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Answer(BaseModel):
    loop: str


@app.get("/")
async def index() -> Answer:
    loop = type(asyncio.get_running_loop())
    assert loop.__module__ == "uvloop", loop
    return Answer(loop=loop.__module__)
