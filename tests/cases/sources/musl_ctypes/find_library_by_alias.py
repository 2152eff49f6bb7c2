from ctypes.util import find_library as find

find("usb-1.0")
