try:
    work()
except ValueError, error:
    raise
