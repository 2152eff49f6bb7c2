FROM python:3.12-slim
ENV DOCKERIZE_VERSION=v0.6.1
ARG HELM
ARG K8S=v1.30.0
RUN curl -fsSLO https://github.com/jwilder/dockerize/releases/download/$DOCKERIZE_VERSION/dockerize-linux-amd64-$DOCKERIZE_VERSION.tar.gz
RUN wget -q https://get.helm.sh/helm-v${HELM}-linux-amd64.tar.gz
RUN wget -q "https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv3.8.0/kustomize_v3.8.0_linux_amd64.tar.gz"
RUN wget -q "https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv5.4.0/kustomize_v5.4.0_linux_amd64.tar.gz"
RUN curl -fsSLO https://dl.k8s.io/$K8S/bin/linux/amd64/kubectl
RUN curl -fsSLo /yq https://github.com/mikefarah/yq/releases/latest/download/yq_linux_amd64
CMD ["python", "-m", "app"]
