FROM python:3.12-slim
RUN groupadd app && \
    # no home: it only runs the server
    useradd \
      --no-create-home \
      # the group from above
      --gid app \
      app && \
    mkdir -p /data
CMD ["python", "-m", "http.server"]
