FROM a
RUN x y zw
CMD c
