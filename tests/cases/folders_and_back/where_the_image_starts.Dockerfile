FROM company/base:1 AS a
RUN cd /srv && pip install .
COPY . .
FROM python:3.12-slim
WORKDIR /app/
COPY . .
RUN cd web && make
CMD ["x"]
