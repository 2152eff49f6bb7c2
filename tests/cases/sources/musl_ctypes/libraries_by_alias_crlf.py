from ctypes import cdll as libraries
libc = libraries.LoadLibrary('/lib64/libc.so.6')
libc.getpid()
