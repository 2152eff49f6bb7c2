FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y locales
# Build the locale
RUN localedef -i en_US -c -f UTF-8 -A /usr/share/locale/locale.alias en_US.UTF-8
RUN mkdir /data && touch /data/x

FROM python:3.12-slim
ENV LANG=en_US.UTF-8
COPY --from=build /data /data
# The locale
COPY --from=build /usr/lib/locale/locale-archive /usr/lib/locale/locale-archive
CMD ["python", "-m", "http.server"]
