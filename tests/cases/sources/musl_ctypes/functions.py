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


class Shared:
    libc = ctypes.cdll["libc.so.6"]

    def trim(self):
        self.libc["malloc_trim"](0)
        ctypes.CDLL(ctypes.util.find_library("c") or "libc.so.6").mallinfo2()


libc_or_none = None


def load():
    global libc_or_none
    libc_or_none = ctypes.CDLL("libc.so.6", use_errno=True)


def trim():
    libc_or_none.malloc_trim(0)
