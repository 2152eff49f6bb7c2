FROM python:3.12-alpine
RUN set -eo pipefail; grep a b | head; make
RUN set -eo pipefail && curl -s https://example.com/a | tar x
CMD ["python"]
