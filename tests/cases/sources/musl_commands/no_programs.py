"""subprocess.run(["bash"])"""
import subprocess

subprocess.run(["ls", "-l"])
subprocess.run([tool, "bash"])
subprocess.run(["psql", "-c", "select 1"])
try:
    subprocess.run(["bash", "-c", "true"])
except FileNotFoundError:
    pass
if sys.platform == "win32":
    subprocess.run(["bash"])


def run(subprocess):
    subprocess.run(["bash"])
