cat <<\EOF && cat <<"" | sort
$(not a command)
EOF
until an empty line `either`

echo after
