FROM python:3.12-slim
COPY pip.conf /etc/pip.conf
RUN pip install flask
FROM python:3.12-slim
RUN --mount=type=secret,id=pip,target=/root/.config/pip/pip.conf pip install flask
FROM python:3.12-slim
RUN echo "[global]\nindex-url = https://pypi.example.com/simple" > /etc/pip.conf && pip install flask
