LIBRARY = "/usr/lib/x86_64-linux-gnu/libmagic.so.1"
LOADER = "/lib64/ld-linux-x86-64.so.2"
PYTHON = "/usr/bin/python3"
