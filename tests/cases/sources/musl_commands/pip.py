import subprocess
import sys

subprocess.check_call([sys.executable, "-m", "pip", "install", name])
subprocess.check_call(["pip", "install", name])
