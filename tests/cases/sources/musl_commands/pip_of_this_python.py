import subprocess
import sys
from sys import executable


def install(names):
    subprocess.check_call([sys.executable, "-m", "pip", "install"] + names)
    subprocess.run([executable, "-m", "pip", "install", *names])
    subprocess.run([sys.executable, "worker.py", "install"])
    subprocess.run([sys.executable, "-m", "pip", "list"])
    subprocess.run([names[0], "-m", "pip", "install"])
