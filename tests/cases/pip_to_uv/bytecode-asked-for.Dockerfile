FROM python:3.12-alpine
COPY requirements.txt .
RUN pip install --no-cache-dir --compile -r requirements.txt
RUN pip uninstall -y wheel
