import asyncio as aio
from asyncio import Queue as Channel
from asyncio import sleep
from http.client import HTTPSConnection as Connection
from random import shuffle as mix

Channel(loop=loop)
aio.wait(tasks, loop=None)
sleep(1, loop=loop)
Connection("host", cert_file="x")
mix(items, seeded)
