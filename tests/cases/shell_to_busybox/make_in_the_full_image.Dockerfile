FROM python:3.12
COPY . /src
RUN cd /src && make && make install
RUN ./configure --prefix=/usr && gcc -o x x.c
COPY app.py .
CMD ["python", "app.py"]
