import time
from datetime import datetime

datetime.now().strftime("%l:%M %p")
time.strftime("%k:%M")
time.strftime("%Y-%m-%d %H:%M:%S.%f")
print(f"{datetime.now():%-k:%M%P}")
