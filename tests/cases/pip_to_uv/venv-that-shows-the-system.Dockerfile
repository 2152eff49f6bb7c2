FROM python:3.12-slim
RUN pip install numpy && python -m venv --system-site-packages /opt/venv
RUN /opt/venv/bin/pip install scipy
ENV PATH=/opt/venv/bin:$PATH
RUN pip install --upgrade pip && pip install pandas
