import ctypes

libc = ctypes.CDLL("libc.so.6")
libc.malloc_trim(0)
ctypes.cdll.LoadLibrary("libc.so.6").mallopt(-1, 0)
ctypes.cdll["libc.so.6"].backtrace
getattr(ctypes.CDLL(None), "gnu_get_libc_version")


class Memory:
    def __init__(self):
        self.libc = ctypes.CDLL(ctypes.util.find_library("c"))

    def trim(self):
        self.libc.malloc_trim(0)
