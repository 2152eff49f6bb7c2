import builtins
import importlib as loading
from importlib import import_module as load

load("imp")
loading.import_module("smtpd")
builtins.__import__("asynchat")
