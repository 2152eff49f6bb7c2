import ctypes.util

magic = ctypes.CDLL(ctypes.util.find_library("magic"))
