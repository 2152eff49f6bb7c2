FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y locales && locale-gen en_US.UTF-8
RUN mkdir /data && touch /data/x

FROM python:3.12-slim
COPY --from=build /data /usr/lib/locale/ /srv/
CMD ["python", "-m", "http.server"]
