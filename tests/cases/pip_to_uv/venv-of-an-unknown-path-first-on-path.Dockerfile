FROM python:3.12-slim
ARG WHERE
ENV PATH=/opt/v/bin:$PATH
RUN python -m venv $WHERE
COPY requirements.txt .
RUN pip install -r requirements.txt
CMD ["python"]
