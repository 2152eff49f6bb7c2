# don't install recommends
apt-get install -y curl # it's "enough
echo done
