import sys

sys.setrecursionlimit(1500)
sys.setrecursionlimit(limit)
