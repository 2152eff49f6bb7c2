FROM example/builder:latest AS build
RUN pip install --prefix=/install flask
FROM python:3.8-alpine
COPY --from=build /install /usr/local
CMD ["python", "-m", "flask"]
