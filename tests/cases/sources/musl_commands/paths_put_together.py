import ctypes
import os
import platform
import subprocess

machine = platform.machine()
library = f"/usr/lib/{machine}-linux-gnu/libjemalloc.so.2"
os.environ["LD_PRELOAD"] = library
ctypes.CDLL("/usr/lib/%s-linux-gnu/libmagic.so.1" % machine)
other = "/usr/lib/%s-linux-gnu/libjemalloc.so.2" % (machine,)
if os.path.isfile(other):
    os.environ["LD_PRELOAD"] = other
template = "/usr/lib/{}-linux-gnu/libjemalloc.so.2".format(machine)
if os.path.exists(template):
    os.environ["LD_PRELOAD"] = template
command = ["bash", "-c", "true"]
subprocess.run(command)
line = "git pull"
os.system(line)
try:
    subprocess.check_output(["git", "log"])
    subprocess.check_output("git log", shell=True)
except subprocess.CalledProcessError:
    pass
