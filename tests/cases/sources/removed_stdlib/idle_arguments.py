import codecs
import io
import json

json.loads(text, encoding="utf-8")
json.load(file, encoding=ENCODING, parse_int=str)
json.loads((text), encoding="utf-8")
json.loads(
    text,
    encoding="utf-8",
)
json.loads(
    text,  # as it came
    encoding="utf-8",
)
json.loads(encoding="utf-8", s=text)
with open(path, "rU") as file, io.open(path, mode='U') as other:
    codecs.open(path, "Ur", "utf-8")
open(path, "rbU")
open(path, u"rU")
