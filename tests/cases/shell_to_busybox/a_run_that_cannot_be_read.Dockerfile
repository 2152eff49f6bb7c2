FROM python:3.12-slim
RUN for x in a b; do echo $x
RUN if true; then useradd -m app && service x start
COPY app.py .
CMD ["python", "app.py"]
