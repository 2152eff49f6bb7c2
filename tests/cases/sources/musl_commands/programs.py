import asyncio
import os
import subprocess

subprocess.run(["bash", "-c", "true"], check=True)
subprocess.check_output("apt-get update && git log | wc -l", shell=True)
os.system(f"perl -e {code}")
subprocess.run("echo $RANDOM", shell=True, executable="/bin/bash")
await_ = asyncio.create_subprocess_exec("git", "status")
