FROM my-astral/uv:python3.12-bookworm-slim
CMD ["python", "-m", "http.server"]
