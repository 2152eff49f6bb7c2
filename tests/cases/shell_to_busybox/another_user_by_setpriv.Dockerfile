FROM python:3.12-slim AS options-of-both
RUN setpriv --no-new-privs python -m compileall /srv
CMD ["setpriv", "--nnp", "python", "app.py"]

FROM python:3.12-slim
RUN setpriv --reuid=1000 --regid=1000 --clear-groups python -m compileall /srv
CMD ["setpriv", "--reuid", "1000", "--init-groups", "--inh-caps=-all", "python", "app.py"]
