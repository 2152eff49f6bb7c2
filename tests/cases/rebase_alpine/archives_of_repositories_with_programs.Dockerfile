FROM python:3.12
RUN curl -sSL https://github.com/acme/tool/archive/v1.tar.gz | tar xz -C /opt && chmod +x /opt/tool-1/bin/tool
RUN curl -sSL https://github.com/acme/tool/releases/download/v1/tool.tar.gz | tar xz -C /opt
RUN curl -sSL https://example.com/acme/tool/archive/v1.tar.gz | tar xz -C /opt
RUN curl -sSL https://github.com/acme/tool/archive/v1.tar.gz | tar xzO tool-1/install | sh
RUN curl -sSL https://github.com/acme/tool-debian/archive/v1.tar.gz | tar xz -C /opt
RUN curl -sSL https://github.com/acme/linked/archive/v1.tar.gz | tar xz -C /opt && ln -s /opt/linked-1/linked /usr/local/bin/
CMD ["python", "-m", "http.server"]
