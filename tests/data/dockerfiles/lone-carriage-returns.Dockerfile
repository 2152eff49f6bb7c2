FROM a
RUN xy \
 z

CMDc
