import ctypes as c
from ctypes import CDLL as Library, cdll


def trim():
    libc = Library("libc.so.6")
    libc.malloc_trim(0)


c.CDLL("libc.so.6").mallinfo()
cdll.LoadLibrary("libc.so.6").open64
