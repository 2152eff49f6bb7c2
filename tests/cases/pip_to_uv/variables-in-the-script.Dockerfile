FROM python:3.12-slim
RUN PIP_INDEX_URL=$(cat /run/secrets/index) PIP_NO_CACHE_DIR=1 pip install private
RUN export PIP_EXTRA_INDEX_URL=https://pypi.example.com/simple && pip install private
RUN PIP_CONSTRAINT=c.txt PIP_CERT=/ca.pem pip install flask
