FROM python:3.12-slim
RUN cat <<EOF > /etc/motd
apt-get install -y nothing
FROM x
EOF
RUN apt-get update && apt-get install -y curl
