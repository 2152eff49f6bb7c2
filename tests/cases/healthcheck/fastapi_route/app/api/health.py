from fastapi import APIRouter, Depends, Response

router = APIRouter(prefix="/v1")


@router.get("/ready")
async def ready(db=Depends(object)):
    return {}


@router.get("/health", tags=["ops"])
async def health(response: Response):
    return {"ok": True}
