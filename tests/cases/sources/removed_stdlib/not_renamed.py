import collections
import configparser
import collections as c
from collections import (  # which ones
    OrderedDict,
    Mapping,
)

collections.OrderedDict()
c.Callable
configparser.ConfigParser().read("x")
file.readfp(x)
try:
    parser = configparser.SafeConfigParser()
except AttributeError:
    parser = configparser.ConfigParser()
