FROM a
RUN x && \
# one

  # two
