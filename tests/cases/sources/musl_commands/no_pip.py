import subprocess

subprocess.check_call(["pip", "list"])
subprocess.check_call(["pip-audit"])
