FROM python:3.11-slim
RUN curl -fsSL -o /usr/local/bin/kubectl https://dl.k8s.io/release/v1.30.0/bin/linux/amd64/kubectl && chmod +x /usr/local/bin/kubectl
RUN curl -LsSf https://astral.sh/uv/install.sh | sh
ADD https://github.com/ufoscout/docker-compose-wait/releases/download/2.9.0/wait-for /wait-for
RUN pip install flask
