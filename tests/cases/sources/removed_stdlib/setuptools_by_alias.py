import distutils.version as versions
import pkg_resources as resources
from distutils import util as tools
from pkg_resources import get_distribution as found
from setuptools import find_packages as packages

__import__("pkg_resources")
