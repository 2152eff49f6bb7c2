FROM python:3.12-slim
ARG TRANSFORMERS_VERSION
RUN pip install --no-cache-dir "transformers[torch]==${TRANSFORMERS_VERSION}"
CMD ["python", "-m", "service"]
