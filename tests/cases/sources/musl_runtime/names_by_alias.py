import signal as s
from os import O_FSYNC, sched_getparam as param

param(0)
s.signal(s.SIGCLD, reap)
open_flags = O_FSYNC
