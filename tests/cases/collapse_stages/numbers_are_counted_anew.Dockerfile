FROM python:3.12-slim
COPY requirements.txt .
RUN pip install --user -r requirements.txt

FROM golang:1.23
WORKDIR /src
COPY tool .
RUN go build -o /tool

FROM python:3.12-slim
COPY --from=0 /root/.local /root/.local
COPY --from=1 /tool /usr/bin/tool
COPY app.py requirements.txt /
CMD ["python", "/app.py"]
