###
### Stage 1: the service
###
# Debian is kept here because the clients of the bank are built for glibc
FROM python:3.12-slim
RUN pip install flask
CMD ["flask", "run"]
