FROM python:3.12-slim
RUN curl -sSL https://example.com/a.tar.xz | tar xJ
EXPOSE 8000

# how it starts
CMD cron && python -m app
