import subprocess

subprocess.check_call(["pip", "list"])
subprocess.check_call(["pip-audit"])
try:
    subprocess.check_call(["pip", "install", "x"])
except subprocess.CalledProcessError:
    pass
subprocess.check_call(["pip", "download", "x"])
subprocess.check_call([pip, "install", "x"])
text = "pip install x"
os.system("echo pip install x")
