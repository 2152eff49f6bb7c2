FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN cd web && make
CMD ["x"]
