import asyncio
import http.client
import json
import random
import smtplib
from ftplib import FTP_TLS


async def work(loop):
    lock = asyncio.Lock(loop=loop)
    queue = asyncio.Queue(10, loop=loop)
    await asyncio.sleep(1, loop=loop)
    await asyncio.gather(a(), b(), loop=loop, return_exceptions=True)
    await asyncio.wait_for(a(), timeout=3, loop=loop)


def sent(items):
    http.client.HTTPSConnection("host", key_file="key.pem", cert_file="cert.pem")
    smtplib.SMTP_SSL("host", keyfile="key.pem")
    FTP_TLS(certfile="cert.pem")
    random.shuffle(items, random=seeded)
    random.shuffle(items, seeded)
    json.loads(text, encoding=found())
    open(path, mode=prefix + "U")
