FROM python:3.12
RUN curl -Lo /usr/local/bin/sentry-cli https://github.com/getsentry/sentry-cli/releases/download/1.47.2/sentry-cli-Linux-x86_64 && chmod +x /usr/local/bin/sentry-cli
RUN curl -Lo /usr/local/bin/sops https://example.com/mirror/sops-v3.9.0.linux.amd64 && chmod +x /usr/local/bin/sops
RUN curl -fsSL https://download.docker.com/linux/debian/dists/bookworm/pool/stable/amd64/docker-ce-cli.tgz | tar xz -C /usr/local/bin
CMD ["python", "-m", "http.server"]
