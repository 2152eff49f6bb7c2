# escape=`
FROM python:3.12-slim
RUN rm *.deb `
    && pip install uvicorn[standard]
