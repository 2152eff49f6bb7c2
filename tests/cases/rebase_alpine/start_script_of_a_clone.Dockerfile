FROM python:3.12
RUN git clone --depth 1 https://github.com/acme/service /srv/service
WORKDIR /srv/service
ENTRYPOINT ["from-a-package.sh"]
CMD ["./bin/start.sh", "--port", "80"]
HEALTHCHECK CMD ["/usr/local/bin/from-a-package.sh"]
