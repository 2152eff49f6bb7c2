FROM python:3.12-slim
RUN curl -sSL https://example.com/install.sh | sh
ONBUILD RUN ls | head
CMD ["python"]
