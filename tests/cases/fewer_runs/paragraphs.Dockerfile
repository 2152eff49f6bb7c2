FROM python:3.12-slim
WORKDIR /app
COPY . .

# the pages
RUN npm run build

# what they look like
RUN python manage.py collectstatic


RUN flask create-db
RUN flask add-user && flask fill
CMD ["flask", "run"]
