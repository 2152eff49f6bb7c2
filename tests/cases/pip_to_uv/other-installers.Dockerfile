FROM python:3.12-slim
RUN pip install poetry && poetry install
RUN pip install pipenv
RUN pipenv install --system
RUN poetry build
RUN pipx install ruff
