FROM python:3.12-slim
RUN python -m venv --system-site-packages /opt/venv
RUN /opt/venv/bin/pip install scipy
RUN /opt/venv/bin/pip install pandas
