FROM python:3.12-slim AS wheels
ARG PIP_EXTRA_INDEX_URL=https://wheels.example.org/simple
COPY requirements /requirements
RUN pip wheel --pre -w /wheels -r /requirements/prod.txt

FROM python:3.12-slim
WORKDIR /app
COPY requirements requirements
COPY --from=wheels /wheels /wheels
RUN pip install --no-index --find-links=/wheels -r requirements/prod.txt && \
    rm -rf /wheels
COPY . .
CMD ["python", "serve.py"]
