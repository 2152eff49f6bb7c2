from datetime import datetime

datetime.now().strftime("%-d.%-m.%Y %_H:%M %s %e %z")
datetime.now().strftime("%H:%M:%S.%f")
"%l of %k" % {}
url = "https://example.com/?q=%Pa%k"
print(f"{0.5:%}")
from sqlalchemy import func

func.strftime("%J", column)
