FROM python:3.9-slim
ENV PYTHONPATH=/usr/local/lib/python3.9/site-packages:/app
# python3.9 in a comment stays
RUN python3.9 -m pip install flask && \
    # so does python3.9 here
    rm -rf /usr/local/lib/python3.9/test
COPY --from=python:3.9-alpine /usr/share/zoneinfo /usr/share/zoneinfo
HEALTHCHECK CMD python3.9 -c 'import flask'
CMD ["python3.9", "/usr/local/lib/python3.9/site-packages/flask/__main__.py"]
