FROM python:3.12-slim
ENV PIP_INDEX_URL=https://pypi.example.com/simple
RUN pip install flask
CMD pip install -r /srv/more.txt && flask run
