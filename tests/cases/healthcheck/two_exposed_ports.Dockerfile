FROM python:3.12-slim
EXPOSE 8000 9000/tcp 53/udp
CMD ["serve"]
