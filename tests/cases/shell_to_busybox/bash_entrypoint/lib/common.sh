key=$(openssl rand -hex 8)
