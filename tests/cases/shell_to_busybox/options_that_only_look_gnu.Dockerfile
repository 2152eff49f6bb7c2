FROM python:3.12-slim
RUN find . -name "-print*" -exec rm -rf {} \; -prune && grep -e --include f && cp -- --force f
RUN date -d @0 && date -d "2024-01-01 00:00:00" && sed 's/a/\\U/' f && kill -SIGTERM 1 && head -5 f && tail +2 f
RUN env -u A tar xzf x.tgz && xargs -n1 rm -rf < f && pip download --dest . flask
COPY app.py .
CMD ["python", "app.py"]
