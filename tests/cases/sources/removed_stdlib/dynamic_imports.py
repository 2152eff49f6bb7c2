import importlib

importlib.import_module("distutils.util")
__import__("imp")
importlib.import_module(
    "asyncore",
)
