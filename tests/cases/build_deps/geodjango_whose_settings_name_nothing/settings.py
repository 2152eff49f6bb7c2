import os
from ctypes.util import find_library

if os.name == "nt":
    GDAL_LIBRARY_PATH = r"C:\OSGeo4W\bin\gdal304"
elif os.path.exists("/.dockerenv"):
    GDAL_LIBRARY_PATH = (
        os.environ.get("GDAL_LIBRARY_PATH")
    )
elif os.uname().sysname == "Darwin":
    GDAL_LIBRARY_PATH = find_library("gdal")
else:
    GDAL_LIBRARY_PATH = config(
        "GDAL_LIBRARY_PATH",
        default=None,
    )
