FROM python:3.12-slim AS service
COPY . /app
WORKDIR /app
ENTRYPOINT ["/app/entrypoint.sh"]
CMD ["webserver"]

FROM service AS service-with-java
RUN apt-get update && apt-get install -y --no-install-recommends default-jre-headless

FROM service-with-java AS service-with-examples
RUN pip install flask
COPY examples /app/examples
