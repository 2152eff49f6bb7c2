"""How it was:

    print "hello"
"""
from __future__ import print_function

print("hello")

try:
    work()
except (ValueError, KeyError):
    text = """
    except ValueError, error:
"""
