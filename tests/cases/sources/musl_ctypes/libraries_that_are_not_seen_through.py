import ctypes


def libc():
    return ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")


libc().malloc_trim(0)
named = ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")
getattr(named, name)()
given = ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")
trim(given)
real_time = ctypes.CDLL("/lib/x86_64-linux-gnu/librt.so.1")
real_time.shm_open(b"/x", 0, 0)
