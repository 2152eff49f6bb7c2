import subprocess


def run(command: str) -> dict[str, str]:
    try:
        found = subprocess.run(command, shell=True, executable="/bin/bash", capture_output=True, text=True)
        return {"output": found.stdout}
    except subprocess.TimeoutExpired:
        return {"error": "timed out"}
    except Exception as error:
        return {"error": str(error)}


def revision() -> str:
    try:
        return subprocess.check_output(["git", "rev-parse", "HEAD"], text=True)
    except OSError:
        return ""
