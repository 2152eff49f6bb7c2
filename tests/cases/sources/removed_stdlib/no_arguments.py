import asyncio
import http.client
import json
import random

import gevent.queue as queue
from own import sleep

asyncio.sleep(1)
asyncio.ensure_future(work(), loop=loop)
asyncio.Future(loop=loop)
asyncio.gather(*loop, **options)
asyncio.StreamReader(loop=loop)
sleep(1, loop=loop)
queue.Queue(loop=loop)
http.client.HTTPConnection("host", key_file="x")
http.client.HTTPSConnection("host", 443, context=context)
json.dumps(value, encoding="utf-8")
random.shuffle(items)
text = "asyncio.sleep(1, loop=loop)"
open(path, "r")
open("U.txt")
open(path, "w", encoding="U")
Image.open(path, "rU")
try:
    asyncio.Lock(loop=loop)
except TypeError:
    asyncio.Lock()


class Own:
    def open(self, path, mode):
        return path

    def read(self):
        return self.open("x", "rU")
