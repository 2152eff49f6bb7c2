from fastapi import Depends, FastAPI
from security import check

app = FastAPI(dependencies=[Depends(check)])


@app.get("/health")
def health():
    return {}
