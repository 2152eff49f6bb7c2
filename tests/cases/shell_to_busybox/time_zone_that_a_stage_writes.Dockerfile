FROM python:3.12-slim AS build
RUN ln -snf /usr/share/zoneinfo/Europe/Rome /etc/localtime && echo Europe/Rome > /etc/timezone
COPY --from=debian:12-slim /usr/share/zoneinfo/Etc/UTC /srv/UTC

FROM python:3.12-slim
COPY --from=build /etc/localtime /etc/timezone /etc/
CMD ["python", "-m", "http.server"]
