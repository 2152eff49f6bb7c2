FROM python:3.12-slim
# the first stage
RUN pip wheel --wheel-dir /wheels flask==3.0.0

FROM node:22
# only in this stage
RUN npm ci

FROM python:3.12-slim
COPY --from=0 /wheels /wheels
RUN pip install /wheels/*.whl
COPY --from=1 /dist /srv
