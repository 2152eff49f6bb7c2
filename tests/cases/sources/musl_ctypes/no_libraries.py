import ctypes

ctypes.CDLL("libc.so.6")
ctypes.CDLL("libm.so.6")
ctypes.CDLL("./libmine.so")
try:
    ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")
except OSError:
    pass
ctypes.CDLL(name)
