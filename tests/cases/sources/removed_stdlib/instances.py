import smtplib
import tarfile
import threading
import xml.etree.ElementTree as ET
from array import array
from configparser import RawConfigParser
from html.parser import HTMLParser
from pathlib import Path


def send(host):
    with smtplib.SMTP(host) as server:
        server.starttls(keyfile="k", certfile="c")
        server.starttls("k")


class Worker(threading.Thread):
    def __init__(self):
        super().__init__()
        self.other = threading.Timer(1, print)

    def look(self):
        return self.isAlive() or self.other.isAlive()


Worker().isAlive()
alive = [each.isAlive() for each in threading.enumerate()]
array("b").tostring(), array("b").tostring()
array("b").fromstring(b"")
HTMLParser().unescape("&amp;")
root = ET.parse("x.xml").getroot()
root.getchildren()
ET.parse("x.xml").getiterator()
Path("x").link_to("y")
tarfile.open("x.tar").add("y", exclude=print)
parser = RawConfigParser()
parser.readfp(open("x.ini"))
parser.readfp(open("x.ini"), "x.ini")
