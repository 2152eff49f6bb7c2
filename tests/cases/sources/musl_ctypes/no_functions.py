"""libc = ctypes.CDLL("libc.so.6"); libc.malloc_trim(0)"""
import ctypes

libc = ctypes.CDLL("libc.so.6", use_errno=True)
libc.prctl(15, b"name", 0, 0, 0)
libc.getpid.restype = ctypes.c_int
try:
    libc.malloc_trim(0)
except AttributeError:
    pass
if hasattr(libc, "mallopt"):
    libc.mallopt(-1, 0)
other = ctypes.CDLL("libmine.so")
other.malloc_trim(0)
text = 'ctypes.CDLL("libc.so.6").malloc_trim(0)'


def trim(libc):
    libc.malloc_trim(0)


def several(libraries):
    for libc in libraries:
        libc.malloc_trim(0)
    return [libc.malloc_trim(0) for libc in libraries]


first, libc2 = libraries
libc2.malloc_trim(0)
getattr(libc, "malloc_trim", print)
