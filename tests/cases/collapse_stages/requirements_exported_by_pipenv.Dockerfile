FROM python:3.12-slim AS requirements
RUN pip install --no-cache-dir pipenv
COPY Pipfile Pipfile.lock ./
RUN pipenv requirements > /requirements.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=requirements /requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["python", "main.py"]
