import ctypes
from ctypes import c_int, cdll

trim = ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")
trim.malloc_trim(0)
libc = ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6", use_errno=True)
libc.getpid.restype = c_int
libc.getpid.argtypes = []
libc.getpid()
cdll["/lib64/libc.so.6"].getpid()
getattr(ctypes.CDLL(name="/lib64/libc.so.6"), "getpid")()


class Clock:
    libc = ctypes.CDLL("/usr/lib/x86_64-linux-gnu/libc.so.6")

    def __init__(self):
        self.trimming = ctypes.CDLL("/usr/lib/x86_64-linux-gnu/libc.so.6")
        self.threads, self.other = ctypes.PyDLL("/lib/x86_64-linux-gnu/libpthread.so.0"), None

    def now(self):
        self.trimming.malloc_trim(0)
        return self.libc.time(None), self.threads.pthread_self()


def wait():
    global pause
    pause = ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")
    if hasattr(pause, "malloc_trim"):
        pause.malloc_trim(0)


def sleep():
    pause.sleep(1)
