import ctypes


def libc():
    return ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")


libc().getpid()
