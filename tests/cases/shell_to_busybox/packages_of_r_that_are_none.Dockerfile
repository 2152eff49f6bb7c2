FROM python:3.12-slim
RUN apt-get update && apt-get install -y r-base
RUN Rscript -e 'print("install nothing")' && echo 'install.packages()'
CMD ["python", "app.py"]
