x=$(cat <<EOF
body )
EOF
) && echo "$x"
