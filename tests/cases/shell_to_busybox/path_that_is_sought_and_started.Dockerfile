FROM python:3.11
COPY app.py /app/
RUN grep -c /usr/bin/python3 /app/app.py || true
RUN sed -i 's#/usr/bin/pip3#pip#' /app/app.py && printf '#!/bin/sh\n' | tee /usr/bin/pip
CMD ["/usr/bin/python3", "/app/app.py"]
HEALTHCHECK CMD /usr/bin/pip --version
