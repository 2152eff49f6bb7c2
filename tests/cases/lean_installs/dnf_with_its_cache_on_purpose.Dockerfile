FROM rockylinux:9
RUN echo keepcache=1 >> /etc/dnf/dnf.conf && dnf install -y git
RUN pip3 install --no-cache-dir flask
