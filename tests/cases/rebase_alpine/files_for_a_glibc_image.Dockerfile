FROM python:3.11-slim AS build
RUN pip install --target /deps flask
FROM gcr.io/distroless/python3-debian12
COPY --from=build /deps /deps
