FROM python:3.12-slim AS left
RUN grep -v '^#' packages.txt | xargs apt-get install -y
FROM python:3.12-slim AS early
RUN curl -s https://example.com/list | head -1 > /first
RUN cat list | grep -q word
RUN cat list | sed 5q > some
RUN curl -s https://example.com/a.tar | tar --occurrence=1 -x a
FROM python:3.12-slim AS decides
RUN if curl -s https://example.com/ | tar x; then echo yes; fi
RUN curl -s https://example.com/ | tar x || true
RUN ! cat a | tar x
RUN { curl -s https://example.com/ | tar x; } || exit 0
FROM python:3.12-slim AS compound
RUN (cat a; cat b) | sort > c
RUN cat names | while read -r name; do make "$name"; done
RUN fetch() { curl -s "$1" | tar x; }; fetch https://example.com/
FROM python:3.12-slim AS unknown
RUN cat key | my-import --all
RUN $TOOL list | sort > all
RUN curl -s https://example.com/key 2>/dev/null | gpg --import
RUN . ./settings.sh && curl -s https://example.com/a.tgz | tar xz
RUN cat a | tar xf b.tar
RUN echo x | sort names
RUN curl -s https://example.com/ | tar x "
CMD ["python"]
