FROM python:3.12
COPY . /src
USER 1000
RUN cd /src && make
COPY app.py .
CMD ["python", "app.py"]
