FROM python:3.12-slim
RUN sudo -H pip install flask
RUN nohup pip install --timeout 30 django
RUN env PIP_INDEX_URL=https://pypi.example.com/simple pip install x
RUN cat names.txt | xargs -n1 pip install
RUN gosu app pip install y
