FROM python:3.11
RUN curl -L https://example.com/lib-1.0.tar.gz | tar xz && cd lib-1.0 && ./configure && make install
RUN pip install flask
