FROM --platform="linux/amd64" a
RUN --mount=type=secret,id="a b" --network=none --security='x y' --x=\a\ b cmd --flag
COPY --link --chown=1:1 --from=a	x  y
