FROM a
HEALTHCHECK NONE
healthcheck cmd x  y
HEALTHCHECK --interval=1s \
  CMD curl -f http://localhost/ || exit 1
HEALTHCHECK	CMD	["a"]
