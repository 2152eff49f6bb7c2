FROM python:3.12-slim AS wheels
WORKDIR /w
COPY requirements.txt .
RUN pip wheel -qw /wheels -r requirements.txt

FROM python:3.12-slim
COPY --from=wheels /wheels /wheels
RUN pip install /wheels/*
CMD ["python"]
