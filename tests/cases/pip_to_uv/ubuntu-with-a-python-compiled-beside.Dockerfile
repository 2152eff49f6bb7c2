# altinstall makes no python3, so pip3 is still the distribution's
FROM ubuntu:20.04 AS for-python
RUN apt-get update && apt-get install -y python3-pip wget
RUN wget https://www.python.org/ftp/python/3.10.0/Python-3.10.0.tgz && tar xf Python-3.10.0.tgz \
    && cd Python-3.10.0 && ./configure && make altinstall
RUN update-alternatives --install /usr/bin/python python /usr/local/bin/python3.10 1
RUN pip3 install flask
RUN python -m pip install flask
RUN pip3.10 install flask
FROM ubuntu:20.04 AS for-python3
RUN apt-get update && apt-get install -y python3-pip
RUN ln -sf /usr/local/bin/python3.10 /usr/bin/python3
RUN pip3 install flask
FROM ubuntu:20.04 AS of-a-package
RUN apt-get update && apt-get install -y python3-pip python3.9
RUN update-alternatives --install /usr/bin/python3 python3 /usr/bin/python3.9 1
RUN pip3 install flask
