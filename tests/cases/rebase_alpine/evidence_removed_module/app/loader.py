import asyncore

loop = asyncore.loop
