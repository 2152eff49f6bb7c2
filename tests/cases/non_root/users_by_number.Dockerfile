FROM python:3.12-slim
RUN groupadd -g 1000 web && useradd -u 1000 -g web app
USER app:web
RUN make
USER root
RUN make install
USER app
CMD ["python", "x.py"]
