FROM python:3.12-slim
EXPOSE 8000
ENTRYPOINT ["serve"]
CMD ["--threads", "2"]
