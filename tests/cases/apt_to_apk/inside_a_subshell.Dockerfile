FROM python:3.12-slim
RUN ( apt-get update; apt-get install -y curl )
RUN { apt-get update && apt-get install -y jq; } && echo done
