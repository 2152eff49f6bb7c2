from app.api import health, users
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from .routers import items as things

app = FastAPI(title="x")
app.add_middleware(CORSMiddleware, allow_origins=["*"])
app.include_router(users.router, prefix="/users")
app.include_router(health.router, prefix="/api")
app.include_router(things)
