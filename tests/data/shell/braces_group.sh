{ apt-get update; apt-get install -y git; } > /dev/null 2>&1 || { echo failed >&2; exit 1; }
