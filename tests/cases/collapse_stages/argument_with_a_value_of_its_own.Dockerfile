ARG CHANNEL=stable
FROM python:3.12-slim AS build
# the framework's
ARG RELEASE=3.0.3
ARG CHANNEL
RUN pip install --no-cache-dir --user "flask==$RELEASE" "shop-$CHANNEL"

FROM python:3.12-slim
COPY --from=build /root/.local /root/.local
ARG RELEASE=local
ARG CHANNEL
LABEL flask=$RELEASE channel=$CHANNEL
COPY . /app
CMD ["python", "/app/main.py"]
