"""The two answers that the service gives without a database."""

import platform

from django.http import HttpRequest, JsonResponse


def index(request: HttpRequest) -> JsonResponse:
    """Say what serves: handy when the base image changes."""
    return JsonResponse(
        {"service": "shop", "python": platform.python_version(), "libc": platform.libc_ver()[0]}
    )


def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the service is up."""
    return JsonResponse({"status": "ok"})
