FROM python:3.12-slim
RUN python -mvenv /venv
ENV PATH=/venv/bin:$PATH
RUN python -mpip install flask && python3 -I -mpip install --no-cache-dir django
RUN sudo python3 -mpip install flask
RUN ["python", "-mpip", "install", "flask"]
RUN python3 -mcompileall /app
RUN python manage.py -mpip install
