import subprocess as sp

sp.call(["grep", "-P", "x", path])
