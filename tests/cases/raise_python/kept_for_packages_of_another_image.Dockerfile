FROM python:3.8-alpine
ARG FROM_PATH=/usr/local/lib/python3.8/site-packages
COPY --from=example/flask:2 \
    # with all that it needs
    /usr/local/lib/python3.8/site-packages/ /usr/local/lib/python3.8/site-packages/
RUN --mount=type=bind,from=example/tools:1,source=/opt/venv,target=/mnt/venv cp -r /mnt/venv /opt/venv
CMD ["python", "-m", "flask"]
