FROM python:3.12-slim AS plain
RUN useradd -m app && mkdir /app && chown app:app /app
USER app
WORKDIR /app
RUN pip install --upgrade pip && pip install --no-cache-dir -r requirements.txt
FROM python:3.12-slim AS after-root
RUN pip install flask
USER 1000
RUN pip install django
FROM python:3.12-slim AS opened
RUN chown -R app /usr/local
USER app
RUN pip install flask
FROM python:3.12-slim AS by-variable
ARG LIB=/usr/local/lib/python3.12/site-packages
RUN chmod -R a+w "$LIB"
USER app
RUN pip install flask
FROM python:3.12-slim AS told-not-to
ENV PYTHONNOUSERSITE=1
USER app
RUN pip install flask
FROM python:3.12-slim AS exec
USER app
RUN ["pip", "install", "flask"]
FROM python:3.12-slim AS others
USER app
RUN pip uninstall -y flask
RUN pip install --prefix /app/lib flask
FROM python:3.12-slim AS variable
ARG USERNAME
USER $USERNAME
RUN pip install flask
