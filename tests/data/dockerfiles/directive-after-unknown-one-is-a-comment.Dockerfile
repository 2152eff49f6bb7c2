# what=ever
# escape=`
# escape=`
FROM a
RUN x \
 y
