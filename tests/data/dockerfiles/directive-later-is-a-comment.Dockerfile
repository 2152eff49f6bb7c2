FROM a
# escape=`
RUN x \
# escape=`
 y
