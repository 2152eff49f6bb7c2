FROM python:3.12-alpine
WORKDIR /srv
COPY shelves shelves
EXPOSE 8000
CMD ["python", "-mshelves"]
