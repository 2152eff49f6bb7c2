FROM python:3.12-slim
RUN useradd app
RUN useradd --create-home --shell /bin/bash dev
RUN useradd -r daemonish
RUN useradd -M -N -l -c "Some Body" -d /srv/some somebody
COPY app.py .
CMD ["python", "app.py"]
