import os, serial.tools.list_ports as ports

print(os.name, ports)
