FROM python:3.12-slim
SHELL ["/bin/bash", "-c"]
COPY pyproject.toml poetry.lock ./
RUN pip install -r <(poetry export | sort)
CMD ["python", "-m", "shop"]
