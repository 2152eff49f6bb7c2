FROM a
RUN one <<A && \
  # comment
  two <<B
body a
A
body b
B
CMD x
