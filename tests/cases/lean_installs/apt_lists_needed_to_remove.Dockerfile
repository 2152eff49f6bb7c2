FROM python:3.12
RUN apt-get update && apt-get install -y nmap
RUN apt-get remove -y cmdtest

FROM python:3.12
RUN apt-get update && apt-get install -y nmap
RUN apt-get purge -y --auto-remove $LEFTOVERS

FROM python:3.12-slim
RUN apt-get update && apt-get install -y gcc git
RUN pip install --no-cache-dir lxml
RUN apt-get purge -y --auto-remove gcc && apt-get autoremove -y
