FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y python3-venv python3=3.11.*
RUN python3 -m venv /venv && /venv/bin/pip install flask
ENTRYPOINT ["/venv/bin/python3", "-m", "flask"]
