FROM python:3.12-slim AS build
# the framework's
ARG RELEASE=3.0.3
RUN pip install --no-cache-dir --user flask==$RELEASE

FROM python:3.12-slim
COPY --from=build /root/.local /root/.local
ARG RELEASE
LABEL flask=$RELEASE
COPY . /app
CMD ["python", "/app/main.py"]
