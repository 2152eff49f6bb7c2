def port(number: int) -> str:
    return f"/dev/ttyUSB{number}"
