# keep Debian because the wheels of grpcio are too slow on Alpine
FROM node:22-slim AS tools
RUN touch /tool

FROM python:3.12-slim
RUN pip install flask
CMD ["flask", "run"]
