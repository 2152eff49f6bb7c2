gcc -O2 -o /usr/local/bin/index index.c
