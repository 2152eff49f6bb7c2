FROM python:3.12-slim
ONBUILD USER root
ONBUILD RUN pip install -r requirements.txt
ONBUILD USER app
RUN useradd -u 1000 app
USER "root"
RUN true
USER "app"
CMD ["gunicorn", "app:app"]
