FROM ghcr.io/astral-sh/uv:0.5-python3.11-alpine AS b
WORKDIR /build
RUN python -m venv /venv && /venv/bin/pip install requests
FROM ghcr.io/astral-sh/uv:0.5-python3.11-alpine
COPY --from=b /venv /venv
ENV PATH=/venv/bin:$PATH
COPY app.py .
CMD ["python","app.py"]
