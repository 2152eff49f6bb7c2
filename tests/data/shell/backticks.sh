echo `dpkg --print-architecture` "`uname -m`-`echo "x y"`" && cd `mktemp -d`
