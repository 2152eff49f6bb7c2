FROM python:3.12
WORKDIR /src
RUN git clone https://example.com/lib.git && pip install flask
RUN curl -fsSL https://example.com/x | tar xz && file x && unzip x.zip
HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
COPY app.py .
CMD ["python", "app.py"]
