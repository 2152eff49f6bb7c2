import inspect
import locale

if hasattr(inspect, "getargspec"):
    inspect.getargspec(f)
locale.resetlocale()  # Python 3.13 is the first without


def ask(inspect):
    return inspect.getargspec(f)
