FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN cd /app/web && npm ci
# once more
RUN cd web/ \
    && npm run build
RUN cd /srv/docs && make html
RUN python setup.py build
CMD ["python", "app.py"]
