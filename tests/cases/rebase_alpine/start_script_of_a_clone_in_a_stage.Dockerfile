FROM alpine/git AS source
RUN git clone https://github.com/acme/service /src

FROM python:3.12-slim
COPY --from=source /src/app /srv
CMD ["/srv/start.sh"]
