FROM python:3.12-alpine
RUN --mount=type=cache,target=/c mkdir /a
RUN mkdir /b
RUN --network=none mkdir /c
