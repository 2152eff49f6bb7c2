import configparser as cp
from base64 import encodestring as encode, decodestring
from configparser import SafeConfigParser
from imp import reload as again

cp.SafeConfigParser()
encode(b"")
