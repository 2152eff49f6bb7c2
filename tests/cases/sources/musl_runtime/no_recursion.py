import sys
import threading

threading.stack_size(64 * 1024 * 1024)
sys.setrecursionlimit(10**6)
