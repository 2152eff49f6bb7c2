FROM python:3.12-slim AS build
WORKDIR /wheels
COPY requirements/prod.txt requirements/locked.txt /wheels/
RUN pip wheel -r prod.txt -c locked.txt

FROM python:3.12-slim
WORKDIR /opt
COPY --from=build /wheels wheels
RUN pip install --no-index -f wheels --requirement=wheels/prod.txt --constraint wheels/locked.txt \
    && rm -r wheels
COPY app app
CMD ["gunicorn", "app.main:app"]
