FROM python:3.12-alpine
WORKDIR /app
RUN git config --global url.https://mirror.example.org/.insteadOf https://github.com/
RUN git config --system --add safe.directory /app
COPY . .
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop:app"]
