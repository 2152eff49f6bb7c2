FROM python:3.12-slim AS stage
WORKDIR /work
COPY . .
COPY --chmod=755 docker/start.sh /start.sh

FROM python:3.12-slim
WORKDIR /srv
COPY requirements.txt .
RUN pip install -r requirements.txt
# only what is served
COPY --from=stage --chown=33:33 /work/app ./app
COPY --from=stage /start.sh /usr/local/bin/
CMD ["/usr/local/bin/start.sh"]
