FROM python:3.12-slim AS build
WORKDIR /wheels
COPY requirements.txt constraints.txt vendored-1.0-py3-none-any.whl ./
RUN pip wheel -r requirements.txt -c constraints.txt

FROM python:3.12-slim
COPY --from=build /wheels /wheels
RUN pip install --no-index --find-links=/wheels -r /wheels/requirements.txt -c /wheels/constraints.txt
COPY app app
CMD ["gunicorn", "app.main:app"]
