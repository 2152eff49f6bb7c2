FROM python:3.12
WORKDIR /opt
RUN git clone https://github.com/acme/service.git \
    && cp service/start.sh ./ \
    && chmod +x start.sh \
    && rm -rf service
CMD ["./start.sh"]
