CFLAGS="-O2 -g" LD_LIBRARY_PATH=/opt/lib: make -j"$(nproc)" V=1
VERSION=$(cat VERSION) EMPTY= a[1]=x
