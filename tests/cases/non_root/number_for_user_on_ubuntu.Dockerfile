FROM ubuntu:22.04 AS jammy
RUN useradd app
USER app
FROM ubuntu:noble AS emptied
RUN userdel -r ubuntu && useradd app
USER app
FROM ubuntu:latest AS any
RUN useradd app
USER app
FROM ubuntu:24.04
RUN apt-get update && apt-get install -y python3-pip && pip3 install gunicorn
RUN useradd app
USER app
CMD ["gunicorn", "app:app"]
