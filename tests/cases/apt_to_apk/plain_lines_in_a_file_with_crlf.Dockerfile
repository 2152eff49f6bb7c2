FROM python:3.12
WORKDIR /code
RUN <<EOF
apt-get update
apt-get install -y gcc libpq-dev
pip install flask
EOF
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
