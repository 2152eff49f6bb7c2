FROM python:3.12-slim
ENV DOCKERIZE_VERSION=v0.7.0
ARG HELM=3.15.2
# starts after the database
RUN curl -fsSLO https://github.com/jwilder/dockerize/releases/download/"$DOCKERIZE_VERSION"/dockerize-linux-amd64-"$DOCKERIZE_VERSION".tar.gz \
    # unpack it
    && tar -C /usr/local/bin -xzf dockerize-linux-amd64-"$DOCKERIZE_VERSION".tar.gz \
    && rm dockerize-linux-amd64-"$DOCKERIZE_VERSION".tar.gz
RUN wget -qO- "https://get.helm.sh/helm-v${HELM}-linux-amd64.tar.gz" | tar xz && mv linux-amd64/helm /usr/local/bin/
RUN curl -fsSLO https://releases.hashicorp.com/terraform/1.9.0/terraform_1.9.0_linux_amd64.zip
RUN unzip terraform_1.9.0_linux_amd64.zip && mv terraform /usr/local/bin
CMD ["python", "-m", "app"]
