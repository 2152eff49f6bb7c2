FROM python:3.12-slim
ADD https://example.com/model.bin /models/
ADD https://example.com/tool-1.2.3.tar.gz /opt/
ADD https://github.com/example/repo.git /repo
