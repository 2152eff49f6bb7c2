from os import system as sh
from subprocess import Popen as Process

Process(["bash", script])
sh("git fetch %s" % remote)
