apt-get inst\
all -y \
    gcc \
  && echo "two \
words" 'not \
joined'
