FROM python:3.11-slim
RUN curl -L https://github.com/BurntSushi/ripgrep/releases/download/14.0.0/ripgrep-14.0.0-aarch64-unknown-linux-gnu.tar.gz | tar xz
RUN pip install flask
