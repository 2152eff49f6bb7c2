import uvicorn
from settings import settings

uvicorn.run("main:app", port=settings.port)
