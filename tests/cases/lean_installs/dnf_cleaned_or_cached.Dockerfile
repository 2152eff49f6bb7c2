FROM rockylinux:9 AS a
RUN pip3 install --no-cache-dir flask
RUN dnf install -y git && dnf clean all
RUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y curl
RUN sudo dnf install -y wget
RUN dnf install -y tar || true
RUN dnf install -y dnf-plugins-core && dnf download git
RUN yum install -y epel-release && dnf install -y htop
RUN dnf repolist
FROM company/any:1 AS b
RUN if command -v dnf; then dnf install -y git; else apt-get install -y --no-install-recommends git; fi
FROM rockylinux:9 AS c
RUN dnf install -y dnf-plugins-core && dnf clean all
RUN if test -e more; then dnf install -y git; fi
