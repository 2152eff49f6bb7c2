FROM someone/service:1-bookworm AS signs-later
RUN pip install flask
RUN apt-get update && apt-get install -y git
FROM someone/service:1-bookworm AS not-root-at-first
RUN pip install flask
USER root
RUN apt-get update
FROM someone/service:1-bookworm AS given-up-later
RUN pip install flask
USER app
