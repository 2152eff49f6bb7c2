"""/usr/lib/x86_64-linux-gnu/libmagic.so.1"""
import os

PLACES = ("/usr/lib/x86_64-linux-gnu/libmagic.so.1", "/usr/lib/libmagic.so.1")
LIBRARY = os.environ.get("LIBRARY", "/usr/lib/x86_64-linux-gnu/libmagic.so.1")
if os.path.exists("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2"):
    pass
text = "see /usr/lib/x86_64-linux-gnu"
PYTHON = "/usr/bin/python3.9-config"
