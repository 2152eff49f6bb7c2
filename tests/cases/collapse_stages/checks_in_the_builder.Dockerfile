FROM python:3.12-slim AS builder
WORKDIR /usr/src/app
RUN pip install flake8
COPY . .
RUN flake8 --ignore=E501 .
RUN pip wheel --no-deps -w /wheels -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /wheels /wheels
RUN pip install /wheels/*
CMD ["python"]
