apt-get update # && apt-get install -y gcc
pip install a#b '#c' \# d
