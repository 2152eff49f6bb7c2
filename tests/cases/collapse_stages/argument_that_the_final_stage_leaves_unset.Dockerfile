FROM python:3.12-slim AS build
ARG RELEASE=3.0.3
RUN pip install --no-cache-dir --user flask==$RELEASE

FROM python:3.12-slim
COPY --from=build /root/.local /root/.local
COPY . /app
RUN test -z "$RELEASE" || /app/tag.sh "$RELEASE"
CMD ["python", "/app/main.py"]
