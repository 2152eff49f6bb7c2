FROM python:3.12-slim AS quotes
CMD ['python', '-m', 'app']
FROM python:3.12-slim AS comma
CMD ["python", "-m", "app",]
FROM quotes
FROM comma
ENTRYPOINT ["tini", "--"]
CMD ["python", "-m", "app" # why
