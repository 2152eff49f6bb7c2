FROM python:3.6
# escape=`
FROM python:3.11-slim
RUN pip install flask \
    && true
CMD ["python3"]
