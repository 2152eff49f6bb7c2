FROM python:3.12-slim
# refresh
RUN apt-get update

RUN apt-get clean && rm -rf /var/lib/apt/lists/* /var/cache/apt/*

RUN apt-get update && apt-get upgrade -y
CMD ["python"]
