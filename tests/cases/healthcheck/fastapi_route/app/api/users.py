from fastapi import APIRouter

router = APIRouter()


@router.get("/{user}/health")
def of(user: str):
    return user
