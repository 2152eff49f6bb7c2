pkgs=(gcc # the compiler
  "g++" $(cat list))
declare -a more=(1 2) ; export PATH=/opt/bin:$PATH
apt-get install -y "${pkgs[@]}" "${#more[@]}"
