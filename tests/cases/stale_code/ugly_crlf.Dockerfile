from python
run git \
# why
  clone https://github.com/example/app.git