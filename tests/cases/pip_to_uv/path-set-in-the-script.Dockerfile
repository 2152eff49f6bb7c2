FROM python:3.12-slim
RUN python -m venv /venv
RUN export PATH=/venv/bin:$PATH && pip install flask
RUN PATH="$HOME/.cargo/bin:$PATH" pip install rusty
