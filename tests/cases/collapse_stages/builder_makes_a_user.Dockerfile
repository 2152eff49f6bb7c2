FROM python:3.12-slim AS builder
RUN useradd -m app
USER app
WORKDIR /home/app
COPY --chown=app:app requirements.txt .
RUN pip install --user --no-cache-dir -r requirements.txt

FROM python:3.12-slim
RUN useradd -m app
USER app
WORKDIR /home/app
COPY --from=builder --chown=app:app /home/app/.local /home/app/.local
COPY --chown=app:app app ./app
ENV PATH=/home/app/.local/bin:$PATH
CMD ["python", "app/main.py"]
