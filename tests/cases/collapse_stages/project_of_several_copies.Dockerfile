FROM python:3.12-slim AS builder
COPY agent /agent/agent/
COPY MANIFEST.in setup.py agentctl /agent/
RUN pip install --prefix="/install" "/agent[all]"
FROM python:3.12-slim
COPY --from=builder /install /usr/local
CMD ["agent"]
