# syntax=docker/dockerfile:1

FROM python:3.11
RUN a && \
    # why
    b \ 	

    && c
CMD ["python", "app.py"]
