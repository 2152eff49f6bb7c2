(cd /src && make) && ( (echo deep) | cat ) ; (
  ls
)
