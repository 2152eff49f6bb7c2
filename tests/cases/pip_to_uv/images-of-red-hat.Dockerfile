FROM registry.access.redhat.com/ubi9/python-311:latest
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
USER root
RUN dnf install -y gcc && pip install -U pip wheel
USER 1001:0
RUN pip install --upgrade flask
USER somebody
RUN pip install django
FROM registry.access.redhat.com/ubi8/python-27
RUN pip install flask
