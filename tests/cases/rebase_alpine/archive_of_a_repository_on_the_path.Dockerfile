FROM python:3.12
WORKDIR /opt
RUN curl -LO https://github.com/acme/routes/archive/main.zip
RUN unzip main.zip
ENV PATH=/opt/routes-main/bin:$PATH
CMD ["routes", "--port", "179"]
