FROM registry.example.com/base/python-service:4 AS build
WORKDIR /src
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt

FROM registry.example.com/base/python-service:4
COPY --from=build /opt/venv /opt/venv
COPY app ./app
CMD ["/opt/venv/bin/python", "-m", "app"]
