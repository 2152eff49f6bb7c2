import subprocess

subprocess.run(["grep", "-E", "-r", "x", path])
subprocess.run(["date", "+%s"])
