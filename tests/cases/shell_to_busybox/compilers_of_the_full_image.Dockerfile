FROM python:3.12
RUN wget -qO- https://example.com/geos.tar.gz | tar xz && cd geos && ./configure && make && make install
RUN gcc -o /usr/local/bin/hello /hello.c
CMD ["python", "app.py"]
