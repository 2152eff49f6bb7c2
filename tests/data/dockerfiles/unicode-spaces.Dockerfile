FROM a
RUN x y
  RUN z　
ENV A=1 B=2C=3
 # comment
EXPOSE 1 2
LABEL a=é﻿
