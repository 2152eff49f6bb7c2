FROM python:3.12-slim
RUN wget -q https://example.com/a && wget -nv https://example.com/b && wget --progress=bar https://example.com/c
