FROM ubuntu:14.04 AS a
RUN pip install flask
RUN curl -O https://bootstrap.pypa.io/get-pip.py && python get-pip.py
RUN pip install flask
RUN pip3 install flask
FROM company/any:1 AS b
RUN pip3 install --upgrade pip
RUN pip3 install flask
FROM b AS c
RUN pip3 install flask
