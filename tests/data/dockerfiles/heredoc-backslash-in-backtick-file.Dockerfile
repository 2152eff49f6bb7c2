# escape=`
FROM a
RUN <<EOF
x `
EOF
COPY <<a\b c:\x
y
ab
