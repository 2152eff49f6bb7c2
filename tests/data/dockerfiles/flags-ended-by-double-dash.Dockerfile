FROM a
RUN -- --x y
RUN --network=none -- --y
RUN -x --y
CMD --x
CMD --
RUN --
