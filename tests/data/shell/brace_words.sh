mkdir -p /app/{bin,lib} {1..3} && echo } { a{b }c ${x}{d}
