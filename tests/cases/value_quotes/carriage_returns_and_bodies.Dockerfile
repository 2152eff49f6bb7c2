FROM python:3.12-slim
RUN A=$(nproc) && \
    # all of them
    make -j $A \
      --prefix=/opt/$(uname \
        -m)
RUN <<-EOF
	set -e
	B=$(nproc)
	make -j $B
EOF
