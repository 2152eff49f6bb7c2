from io import open as unicode_open
from json import loads as parsed

parsed(text, encoding="utf-8")
unicode_open(path, "rU")
