"""Take the date
from serial numbers of a sheet, and do not import serial ones of it.

Text from serial ports is read elsewhere.
"""
