for pkg in gcc "g++" $(cat pkgs) *.whl; do
  apt-get install -y "$pkg" || break
done
for arg do echo "$arg"; done; for x; do :; done
