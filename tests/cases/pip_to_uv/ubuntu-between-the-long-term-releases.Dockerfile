FROM ubuntu:17.04 AS zesty
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM ubuntu:18.10 AS cosmic
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM ubuntu:groovy AS groovy
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
FROM ubuntu:23.10 AS mantic
RUN apt-get update && apt-get install -y python3-pip && pip3 install flask
