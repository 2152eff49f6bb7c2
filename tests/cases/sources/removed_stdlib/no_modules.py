"""import asyncore"""
import sys

try:
    import asyncore
except ImportError:
    asyncore = None
try:
    from distutils.version import LooseVersion
except ModuleNotFoundError:
    from packaging.version import Version as LooseVersion
if sys.version_info < (3, 12):
    import imp
else:
    import importlib as imp
import importer.imp
from . import smtpd
text = "import imp"
