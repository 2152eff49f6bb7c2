FROM python:3.12-slim
ARG EXTRA
RUN apt-get update && apt-get install -y --no-install-recommends \
        procps  `# for ps` \
        aria2   `# downloads from several sources` \
        $EXTRA \
    && rm -rf /var/lib/apt/lists/*
RUN echo one `# a comment` \
    && echo `date # not one`
WORKDIR /app
COPY . .
CMD ["python", "main.py"]
