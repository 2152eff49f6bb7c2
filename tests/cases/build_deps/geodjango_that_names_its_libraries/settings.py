GDAL_LIBRARY_PATH = "/usr/lib/libgdal.so"
