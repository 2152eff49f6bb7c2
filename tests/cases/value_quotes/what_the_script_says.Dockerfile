FROM python:3.12-slim
ENV TOOL=tool SUFFIX=""
RUN case $(uname -m) in \
      x86_64) ARCH=amd64 ;; \
      aarch64) ARCH=arm64 ;; \
    esac \
    && wget https://example.com/tool-${ARCH}.deb \
    && dpkg -i tool-${ARCH}.deb
RUN if [ -n "$SLIM" ]; then FLAVOUR=slim; elif true; then FLAVOUR=full; else exit 1; fi; \
    install.sh $FLAVOUR
RUN V=3.12.4; SHORT=${V%.*}; python$SHORT -m venv /venv$SHORT && /venv${SHORT}/bin/pip install x-${SHORT}
RUN for f in *.conf lib/*.conf; do \
      # each one
      mv $f /etc/$f; \
    done
RUN for i in $LIST; do fetch $i --to=/x/$i; done
RUN N=$((2 * 3)); M="a$N"; run $M
