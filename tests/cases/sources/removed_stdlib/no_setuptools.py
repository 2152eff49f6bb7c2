"""import pkg_resources"""
from importlib import metadata as pkg_resources

import own.distutils
from . import setuptools
from .distutils import util

try:
    import setuptools
except ImportError:
    setuptools = None

version = pkg_resources.version("x")
