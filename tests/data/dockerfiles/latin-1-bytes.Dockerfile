FROM a
# café
LABEL author="André" b= c
RUN echo "…ÿ" \
  # é
  && x
