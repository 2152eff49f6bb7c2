FROM python:3.12
RUN curl -fsSL https://example.com/words.gz | gunzip > /srv/words
CMD ["python", "app.py"]
