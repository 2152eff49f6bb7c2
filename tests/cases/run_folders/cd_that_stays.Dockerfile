FROM node:24 AS relative
RUN cd web && npm ci
FROM node:24 AS tools
RUN cd /web && npm ci
FROM tools AS web
RUN cd /web && npm run build
RUN ["sh", "-c", "cd /web && npm ci"]
RUN --mount=type=bind,source=web,target=/src cd /src/web && npm ci

FROM python:3.12-slim
WORKDIR /app
ARG DIR=/app
RUN cd $DIR && make
RUN cd /app && make && cd - && make
RUN cd /app; make
RUN cd /app || make
RUN make && cd /app && make
RUN (cd /app && make)
RUN cd /app > /dev/null && make
RUN cd && make
RUN cd sub && make && cd ..
RUN cd sub && make
COPY . .
RUN cd sub && make
CMD ["python", "app.py"]
