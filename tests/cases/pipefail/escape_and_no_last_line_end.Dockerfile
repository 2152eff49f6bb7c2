# escape=`
FROM python:3.12-slim
RUN curl -sSL https://example.com/a.tgz `
    | tar xz
CMD ["python"]