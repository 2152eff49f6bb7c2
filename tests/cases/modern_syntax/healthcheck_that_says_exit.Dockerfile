FROM python:3.12-slim AS one
HEALTHCHECK --interval=5s CMD curl --fail "http://localhost:8000/a b" || exit 1
FROM python:3.12-slim AS continued
HEALTHCHECK CMD curl -f http://localhost/ \
    || false
FROM python:3.12-slim AS another_code
HEALTHCHECK CMD curl -f http://localhost/ || exit 0
FROM python:3.12-slim AS piped
HEALTHCHECK CMD curl -f http://localhost/ | grep ok || exit 1
FROM python:3.12-slim AS quiet
HEALTHCHECK CMD curl -f http://localhost/ > /dev/null || exit 1
FROM python:3.12-slim AS with_a_variable
HEALTHCHECK CMD curl -f http://localhost:$PORT/ || exit 1
FROM python:3.12-slim AS with_a_comment
HEALTHCHECK CMD curl -f http://localhost/ \
    # any failure
    || exit 1
FROM python:3.12-slim AS three
HEALTHCHECK CMD curl -f http://localhost/ || curl -f http://localhost/ || exit 1
FROM python:3.12-slim AS and_then
HEALTHCHECK CMD curl -f http://localhost/ && exit 1
FROM python:3.12-slim AS negated
HEALTHCHECK CMD ! curl -f http://localhost/ || exit 1
FROM python:3.12-slim
HEALTHCHECK CMD [ -f /ok ] || exit 1
