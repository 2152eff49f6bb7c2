FROM python:3.12-slim AS base
RUN python -m venv /venv && /venv/bin/pip install flask && /venv/bin/pip check
RUN pip list
FROM base
RUN /venv/bin/pip check
RUN pip check
FROM python:3.12-slim
RUN pip wheel -w /wheels flask && pip install --no-index --root /image flask && pip check
