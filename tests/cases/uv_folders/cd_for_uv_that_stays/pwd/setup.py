import os
HERE = os.environ["PWD"]
