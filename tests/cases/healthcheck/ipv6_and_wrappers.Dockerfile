FROM python:3.12-slim
ENTRYPOINT ["tini", "--"]
CMD ["poetry", "run", "hypercorn", "--bind", "[::]:8000", "app:app"]
