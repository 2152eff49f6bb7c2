FROM python:3.12
RUN ln -s /usr/bin/python3 /usr/bin/python && pip install flask
RUN echo '#!/usr/bin/python3' > /x && rm -f /usr/lib/x86_64-linux-gnu
COPY app.py .
CMD ["/usr/bin/python3", "app.py"]
