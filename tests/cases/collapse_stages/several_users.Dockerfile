FROM python:3.12-slim AS deps
COPY requirements.txt .
RUN pip install --user -r requirements.txt

FROM python:3.12-slim AS static
COPY --from=deps /root/.local /root/.local
COPY . /src
RUN cd /src && python manage.py collectstatic

FROM python:3.12-slim
COPY --from=deps /root/.local /root/.local
COPY --from=static /src/static /srv/static
CMD ["python"]
