FROM python:3.12-slim AS build
RUN ln -snf /usr/share/zoneinfo/Europe/Rome /etc/localtime && dpkg-reconfigure -f noninteractive tzdata
RUN mkdir /data && touch /data/x

FROM python:3.12-slim
COPY --from=build /data /data
COPY --from=build /etc/localtime /etc/localtime
COPY --from=build /etc/timezone /etc/timezone
CMD ["python", "-m", "http.server"]
