FROM python:3.12-slim
RUN find /x -name y -exec chmod --recursive a+r {} + && find . -type f -exec grep -P x {} \;
COPY app.py .
CMD ["python", "app.py"]
