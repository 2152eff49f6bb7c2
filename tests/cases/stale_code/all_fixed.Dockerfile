FROM python:3.12.7-slim-bookworm
ARG COMMIT=8d3f6a0
RUN git clone https://github.com/example/tool.git \
    && cd tool \
    && git checkout $COMMIT
RUN git clone --depth 1 --branch v2.1.0 https://github.com/example/lib.git
RUN git clone -b ${BRANCH} https://github.com/example/other.git
RUN curl -fsSL https://example.com/tool/1.4.2/tool.tar.gz | tar xz -C /opt
RUN wget https://github.com/example/tool/releases/download/v1.4.2/tool.deb
RUN pip install git+https://github.com/example/lib.git@v1.2.3 git+https://github.com/example/b@4f2c1d9
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/data /data
ADD https://github.com/example/repo.git#v1.0 /repo
RUN apt-get update && apt-get install -y curl
COPY --from=ghcr.io/astral-sh/uv:0.13 /uv /bin/
COPY . .
