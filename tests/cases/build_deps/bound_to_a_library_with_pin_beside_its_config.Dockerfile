FROM python:3.12-slim
RUN apt-get update && apt-get install -y gcc libgdal-dev && rm -rf /var/lib/apt/lists/*
RUN echo $(gdal-config --version) && pip install GDAL==3.6.2 --config-settings="--cflags=$(gdal-config --cflags)"
CMD ["python", "-c", "from osgeo import gdal"]
