FROM a
RUN <<EOF
one \
  two \
EOF
RUN after
