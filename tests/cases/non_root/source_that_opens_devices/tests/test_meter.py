import serial
