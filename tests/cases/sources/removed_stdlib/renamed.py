import collections
import configparser
from collections import Mapping
from collections import OrderedDict, Iterable as Iter
import imp

parser = configparser.SafeConfigParser()
parser.readfp(open("x"))
imp.reload(collections)
isinstance({}, collections.MutableMapping)
