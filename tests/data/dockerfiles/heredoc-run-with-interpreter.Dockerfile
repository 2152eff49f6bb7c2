FROM a
RUN python3 <<EOF && echo done
print("hi")
EOF
RUN cat <<EOF > /etc/x
body
EOF
