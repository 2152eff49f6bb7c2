import os
import platform
import resource
import signal

os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
os.confstr("CS_GNU_LIBC_VERSION")
print(platform.libc_ver())
signal.signal(signal.SIGCLD, reap)
resource.getrlimit(resource.RLIMIT_OFILE)
