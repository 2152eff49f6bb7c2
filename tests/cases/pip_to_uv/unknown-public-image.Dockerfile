FROM acme/service-base:7 AS nothing-told
RUN apt-get update && apt-get install -y git
RUN pip install flask
RUN pip install --user flask
RUN pip install --target /deps flask
FROM acme/service-base:7-bookworm AS release-told
RUN apt-get update && apt-get install -y git
RUN pip install flask
RUN python3 -m pip install django
FROM acme/service-base:7 AS of-red-hat
RUN yum install -y git && yum clean all
RUN pip install flask
