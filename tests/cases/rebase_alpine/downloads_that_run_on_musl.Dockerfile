FROM python:3.12
RUN curl -Lo /usr/local/bin/aws-iam-authenticator https://github.com/kubernetes-sigs/aws-iam-authenticator/releases/download/v0.6.30/aws-iam-authenticator_0.6.30_linux_amd64 \
    && curl -Lo /usr/local/bin/sops https://github.com/getsops/sops/releases/download/v3.9.0/sops-v3.9.0.linux.amd64 \
    && curl -Lo /usr/local/bin/confd https://github.com/kelseyhightower/confd/releases/download/v0.16.0/confd-0.16.0-linux-amd64 \
    && curl -Lo /usr/local/bin/sentry-cli https://github.com/getsentry/sentry-cli/releases/download/2.40.0/sentry-cli-Linux-x86_64 \
    && chmod +x /usr/local/bin/*
RUN curl -fsSL https://download.docker.com/linux/static/stable/x86_64/docker-27.3.1.tgz | tar xz --strip-components=1 -C /usr/local/bin docker/docker
RUN curl -fsSL https://storage.googleapis.com/kubernetes-helm/helm-v2.11.0-linux-amd64.tar.gz | tar xz -C /tmp && mv /tmp/linux-amd64/helm /usr/local/bin/
RUN curl -fsSL https://yarnpkg.com/downloads/1.22.22/yarn-v1.22.22.tar.gz | tar xz -C /opt && ln -s /opt/yarn-v1.22.22/bin/yarn /usr/local/bin/yarn
CMD ["python", "-m", "http.server"]
