FROM python:3.12-slim AS build
RUN pip install --no-cache-dir uv==0.13.2
RUN uv venv /opt/venv
ENV VIRTUAL_ENV=/opt/venv
COPY requirements.txt .
RUN uv pip install -r requirements.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY src ./src
CMD ["python", "-m", "src"]
