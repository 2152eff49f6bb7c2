FROM python:3.12-slim
# two of them, said once
RUN curl -sSL https://install.python-poetry.org | python3 - && \
    curl -fsSLO https://raw.githubusercontent.com/example/repo/main/install.sh
RUN wget -q https://github.com/example/tool/releases/latest/download/tool.tar.gz
RUN curl https://example.com/maintenance/latests.txt -o /tmp/x
RUN curl "https://example.com/${BRANCH}/latest" -o /tmp/x
