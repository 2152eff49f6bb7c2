# A multi-stage build: the final image has no compilers
# (the builder throws them away)

# Builder: compilers stay here
FROM python:3.12-slim AS builder
# installed for the user alone
RUN pip install --user flask==3.0.0

# Frontend stage
FROM node:22 AS web
RUN npm ci

# Runtime
FROM python:3.12-slim
# everything from the builder
COPY --from=builder /root/.local /root/.local
# staged files, a stagehand, rebuilders
COPY . .
COPY --from=web /dist /srv
