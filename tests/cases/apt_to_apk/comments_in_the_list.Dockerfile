FROM python:3.12-slim
# what the service needs
RUN apt-get update && apt-get install -y \
    # to talk to the database
    libpq5 \
    # for pictures
    libjpeg62-turbo `# and for thumbnails` \
    locales \
    # cleaning up
    && rm -rf /var/lib/apt/lists/*
CMD ["python"]
