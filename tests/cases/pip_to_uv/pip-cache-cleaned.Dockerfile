FROM python:3.12-slim
RUN pip install flask && rm -rf /root/.cache/pip && pip cache purge
RUN pip install django \
    && rm -rf /root/.cache/pip /tmp/build
