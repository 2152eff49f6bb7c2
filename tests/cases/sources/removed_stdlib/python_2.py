import asyncore

print "hello"
