from sys import setrecursionlimit as deep

deep(50_000)
