FROM a
RUN <<EOF
FROM b
# comment
USER root
RUN <<X
EOF
CMD x
