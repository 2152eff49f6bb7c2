FROM python:3.12-slim
RUN apt-get update && apt-get install -y libgdal-dev && rm -rf /var/lib/apt/lists/*
RUN pip install "GDAL==$(gdal-config --version)"
CMD ["python", "-c", "from osgeo import gdal"]
