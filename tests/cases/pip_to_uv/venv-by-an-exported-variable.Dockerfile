FROM python:3.12-slim
ENV PATH=/opt/v/bin:$PATH
RUN export VIRTUAL_ENV=/opt/v && python -m venv $VIRTUAL_ENV
COPY requirements.txt .
RUN export VIRTUAL_ENV=/opt/v && pip install -r requirements.txt
CMD ["python"]
