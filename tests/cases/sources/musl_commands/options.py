import subprocess

subprocess.run("ps aux | grep -P 'a.c'", shell=True)
subprocess.run(["date", "+%s%N"])
