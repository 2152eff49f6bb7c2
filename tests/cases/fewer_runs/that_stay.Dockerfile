FROM python:3.12-slim
RUN export A=1
RUN make
RUN make docs; make more
RUN make tests || true
RUN make one && make two && make three

# a layer of its own: it is cached
RUN make assets
RUN --mount=type=cache,target=/c make four

RUN make five
RUN ["make", "six"]
RUN if test -e x; then make; fi
RUN <<EOF
make seven
EOF
RUN make eight
SHELL ["/bin/bash", "-c"]
RUN make nine
USER app
RUN make ten
