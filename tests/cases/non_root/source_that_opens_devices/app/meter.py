# not this one: "/dev/ttyS0"
QUIET = "/dev/null"
PORT = "/dev/ttyUSB0"
