# The official image, slim version,
# which is Debian bookworm
FROM python:3.12-slim

# Keep it slim: nothing that is not needed
# made by Debian's apt before
RUN pip install flask \
    # libpq of Debian
    && pip install psycopg2-binary

FROM debian:bookworm AS docs
# debian is what it is here
COPY docs /docs

FROM python:3.12-slim
# aptly named
COPY --from=docs /docs /docs
# glibc is needed for nothing
CMD ["python3"]
