import asyncio
import inspect
import ssl

ssl.wrap_socket(sock)
inspect.getargspec(function)


@asyncio.coroutine
def old():
    yield
