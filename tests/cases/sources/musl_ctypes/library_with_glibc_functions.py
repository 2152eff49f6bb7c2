import ctypes

libc = ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")
libc.malloc_trim(0)
