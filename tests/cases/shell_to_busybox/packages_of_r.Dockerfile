FROM python:3.12
RUN apt-get update && apt-get install -y r-base
RUN Rscript -e 'print("install nothing")'
RUN Rscript -e 'install.packages("ggplot2", repos="https://cran.example.org")'
CMD ["python", "app.py"]
