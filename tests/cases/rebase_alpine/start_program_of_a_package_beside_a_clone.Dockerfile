FROM python:3.12
RUN git clone https://github.com/acme/data.git /data
RUN pip install --user flask
CMD ["/root/.local/bin/flask", "run"]
