import smtplib
import threading

from lxml import etree as ET


def send(server, ours):
    server.starttls(keyfile="k")
    with ours(smtplib.SMTP()) as other:
        other.starttls(keyfile="k")
    for thread in [threading.Thread()]:
        thread.isAlive
    return smtplib.SMTP().starttls(context=ours)


class Thread:
    def look(self):
        return self.isAlive()


class Worker(threading.Thread, Mixin):
    def look(self):
        return self.isAlive()


Thread().isAlive()
ET.parse("x.xml").getroot().getchildren()
several = threading.Thread() if x else Thread()
several.isAlive()
