import asyncio

asyncio.async(work())
