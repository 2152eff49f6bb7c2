FROM python:3.12-slim
ADD venv.tar.gz /srv/
ENV PATH=/srv/venv/bin:$PATH
RUN pip install flask
