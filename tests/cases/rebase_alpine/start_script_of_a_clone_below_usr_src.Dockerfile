FROM python:3.12
WORKDIR /usr/src/app
RUN git clone https://github.com/acme/proxy.git /usr/src/app/proxy
ENTRYPOINT ["bash", "/usr/src/app/proxy/utils/launch.sh"]
