# an older Debian's Python, or Red Hat's, has its packages where uv does not put them
FROM service AS built-elsewhere
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM nginx:1.14 AS some-debian
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM someone/scanner:7.0 AS red-hat
RUN dnf -y install python3-pip && pip3 install flask
FROM someone/ubuntu:20-bionic AS old-and-hidden
ARG PACKAGES=python3-pip
RUN apt-get update && apt-get install -y $PACKAGES && python3 -m pip install flask
FROM someone/python-nodejs:python3.8-nodejs16 AS old
RUN apt-get update && pip install flask

# these show that theirs is another one
FROM someone/alpine-python3:latest AS alpine-by-name
RUN apk add --no-cache gcc && pip3 install flask
FROM someone/scanner:7.0 AS alpine-by-apk
RUN apk add --no-cache py3-pip && pip3 install flask
FROM nginx:1.27 AS externally-managed
RUN apt-get update && apt-get install -y python3-pip && pip3 install --break-system-packages flask
FROM someone/python-nodejs:python3.10-nodejs23-slim AS told
RUN apt-get update && pip install flask
FROM someone/scanner:7.0 AS asked
RUN dnf -y install python3.11-pip && pip3.11 install flask
