FROM a
ENV\
  A=1\
  B=2 \
 C=3
COPY \
  --from=a\
 x /y
