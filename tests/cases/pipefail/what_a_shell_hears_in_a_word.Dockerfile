FROM python:3.12-alpine
RUN version=$(curl -s https://example.com/ | tr -d v) && make VERSION=$version
RUN set -ex; for each in a b; do name="$(echo "$each" | tr a b)"; touch "$name"; done
CMD ["python"]
