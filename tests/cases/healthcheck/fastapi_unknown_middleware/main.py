from fastapi import FastAPI
from security import TokenMiddleware

app = FastAPI()
app.add_middleware(TokenMiddleware)


@app.get("/health")
def health():
    return {}
