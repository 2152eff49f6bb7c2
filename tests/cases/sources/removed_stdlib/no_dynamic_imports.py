import importlib

from own import import_module as load


def chosen(name, importlib=None):
    importlib.import_module("imp")
    return __import__(name)


load("imp")
importlib.import_module(".imp", __package__)
importlib.import_module("json")
importlib.util.find_spec("imp")
loader.import_module("imp")
text = "import imp"
try:
    importlib.import_module("asyncore")
except ImportError:
    pass
