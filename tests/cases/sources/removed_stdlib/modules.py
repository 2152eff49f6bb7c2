import asyncore, os
from distutils.version import LooseVersion
import imp

imp.load_source("a", "b")
import pkg_resources
