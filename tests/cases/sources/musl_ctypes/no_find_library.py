import ctypes.util

ctypes.CDLL(ctypes.util.find_library("c"))
ctypes.util.find_library("magic") or "libmagic.so.1"
if sys.platform == "darwin":
    ctypes.util.find_library("magic")


def find_library(name):
    return name


find_library("magic")
