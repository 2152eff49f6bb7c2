FROM a
HEALTHCHECK --interval=5s --retries=3 CMD curl -f localhost
ONBUILD RUN --mount=type=cache,target=/x y
ONBUILD HEALTHCHECK --timeout=1s CMD ["a"]
