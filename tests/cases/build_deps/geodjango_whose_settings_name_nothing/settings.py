import os

if os.name == "nt":
    GDAL_LIBRARY_PATH = r"C:\OSGeo4W\bin\gdal304"
else:
    GDAL_LIBRARY_PATH = config(
        "GDAL_LIBRARY_PATH",
        default=None,
    )
