FROM python:3.12-slim
RUN { echo a; echo b; } > /tmp/x; for each in 1 2; do echo "APT::x $each"; done >> "/etc/apt/apt.conf.d/99x"
