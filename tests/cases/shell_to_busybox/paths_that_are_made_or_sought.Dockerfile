FROM python:3.12-slim AS linked
RUN /usr/bin/python3 -V && ln -s /usr/local/bin/python /usr/bin/python && ln -sf "$(command -v python3)" /usr/bin/python3
RUN /usr/bin/python start.py

FROM python:3.12-slim AS brought
COPY wrapper /usr/bin/python3
CMD ["/usr/bin/python3", "start.py"]

FROM python:3.12-slim AS link-that-goes
RUN ln -s /usr/bin/python3 /usr/bin/python
CMD ["/usr/bin/python", "start.py"]

FROM python:3.12-slim
RUN cp /usr/bin/python3 /opt/py && echo '#!/bin/sh' > /usr/bin/pip
RUN sed -i 's#/usr/bin/python#/usr/local/bin/python#' start.py && sed -i '1s|.*|#!/usr/bin/python3|' cli.py
RUN ! grep -q /usr/bin/python3 start.py
CMD ["/usr/bin/python", "start.py"]
