FROM a
RUN --mo\
unt=type=cache,\
target=/x pip inst\
all flask
