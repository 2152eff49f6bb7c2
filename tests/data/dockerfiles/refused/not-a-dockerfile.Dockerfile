import os
print("x")
