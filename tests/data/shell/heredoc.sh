cat <<EOF > /etc/app.conf && chmod 600 /etc/app.conf
user=$(id -un) `hostname` $HOME
apt-get install -y nothing
EOF
apt-get install -y curl
