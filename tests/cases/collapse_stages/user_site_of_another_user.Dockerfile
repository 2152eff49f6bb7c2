FROM python:3.12-slim AS builder
ENV PATH=/root/.local/bin:$PATH
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt gunicorn==23.0.0

FROM python:3.12-slim
RUN useradd --create-home app
USER app
WORKDIR /home/app/code
# the packages belong to the user
COPY --from=builder --chown=app:app /root/.local /home/app/.local
ENV PATH=/home/app/.local/bin:$PATH
COPY --chown=app:app . .
CMD ["gunicorn", "code:app"]
