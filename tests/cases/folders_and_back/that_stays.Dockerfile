FROM python:3.12-slim AS a
RUN cd web && make
FROM python:3.12-slim AS b
WORKDIR /app
RUN cd web && make && cd .. && make
RUN cd web && make && cd - && make
RUN cd "$HOME" && make
RUN cd web; make
RUN cd web || make
RUN make && cd web && make
RUN (cd web && make)
RUN cd web
RUN ["cd", "web"]
RUN cd /app && make
RUN cd web && echo $OLDPWD
SHELL ["/bin/bash", "-c"]
RUN cd web && make
SHELL ["pwsh", "-c"]
RUN cd web && make
COPY . .
FROM python:3.12-slim AS c
WORKDIR /app
RUN cd web && npm ci || true
COPY . .
RUN cd /tmp && rm -rf /app && make
COPY . .
RUN cd /tmp && rm -rf -- / && make
COPY . .
