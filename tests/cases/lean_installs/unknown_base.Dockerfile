FROM company/python:1
RUN pip install flask && apk add git && apt install -y --no-install-recommends git
