FROM python:3.12-slim AS build
COPY requirements.txt .
RUN pip install --no-cache-dir --target=/layer/python -r requirements.txt

FROM scratch
COPY --from=build /layer /
