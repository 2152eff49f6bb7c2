FROM python:3.12-alpine
RUN wget -O - https://example.com/a.tar.xz | tar xJf -
HEALTHCHECK CMD wget -qO- http://127.0.0.1:8000/ | grep -q ok
CMD python -m app
