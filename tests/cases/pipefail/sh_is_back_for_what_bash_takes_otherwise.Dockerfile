FROM python:3.12-slim AS echoes
RUN curl -sSL https://example.com/a.tar.xz | tar xJ
RUN cp -r a b && [ "$(ls a | wc -l)" -gt 1 ]
    # indented as a group
    RUN echo "[local]\nhost" > /etc/hosts.ini
RUN curl -sSL https://example.com/b.tar.xz | tar xJ

FROM python:3.12-slim AS braces
RUN curl -sSL https://example.com/a.tar.xz | tar xJ
RUN mkdir -p /srv/{a,b}

FROM python:3.12-slim AS variables
ARG UID
RUN curl -sSL https://example.com/a.tar.xz | tar xJ
RUN useradd -u $UID app

FROM python:3.12-slim AS errexit
RUN curl -sSL https://example.com/a.tar.xz | tar xJ
RUN set -e; version=$(cat version; cat build); make VERSION=$version

FROM python:3.12-slim AS known
ARG UID=1000
RUN curl -sSL https://example.com/a.tar.xz | tar xJ
RUN set -eux; . /opt/venv/bin/activate; for each in a b; do make "$each" CFLAGS='-O2 {a,b}'; done
RUN useradd -u $UID app && printf '%s\n' "${UID:-1}" "a b" && test "$UID" = 1000
CMD ["python", "-m", "app"]
