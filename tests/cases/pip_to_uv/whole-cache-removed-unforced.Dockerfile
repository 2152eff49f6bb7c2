FROM python:3.12-alpine
RUN pip install flask==3.0.0 && rm -r /root/.cache
RUN pip install --no-cache-dir gunicorn==21.2.0 && rm -r ~/.cache/ /tmp/x
RUN pip install requests==2.31.0; rm --recursive "$HOME/.cache"
RUN pip download requests==2.31.0 && rm -r /root/.cache
