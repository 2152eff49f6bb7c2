# pipenv calls pip, and pip reads where from and whom to trust
FROM python:3.12-slim
ENV PIP_TRUSTED_HOST=pypi.example.com
RUN pip install pipenv && pipenv sync --system
