import os
import signal

os.sched_getaffinity(0)
signal.signal(signal.SIGCHLD, reap)
os.confstr("CS_PATH")
try:
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
except OSError:
    pass


def reap(os):
    os.sched_getparam(0)  # a parameter of that name
