import os as system
import subprocess as sp
from subprocess import check_call as run

run(["pip3", "install", name])
sp.run(f"pip install {name}", shell=True)
sp.Popen(["env", "X=1", "pip", "install", "x"])
system.system("pip install -r more.txt")
