import ctypes

libc = ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6", use_errno=True)  # kept
libc.prctl(15, b"name", 0, 0, 0)
ctypes.CDLL("libresolv.so.2")
ctypes.CDLL("libstdc++.so.6")
