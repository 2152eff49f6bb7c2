FROM a
SHELL bash -c
