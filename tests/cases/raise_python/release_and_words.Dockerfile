FROM python:3.9-alpine3.18
RUN apk add --no-cache gcc musl-dev
RUN pip install flask
ENV PYTHONPATH=/usr/local/lib/python3.9/site-packages
CMD ["python3.9", "-m", "flask", "run"]
