from .serial import name
import serializers
