FROM python:3.12-alpine
# tools
RUN curl -LO https://example.com/t.tgz
# where it goes
# and stays
RUN mkdir -p /opt/t
# unpack
RUN tar xf t.tgz -C /opt/t
RUN chmod +x /opt/t/t
RUN ln -s /opt/t/t /usr/bin/t
