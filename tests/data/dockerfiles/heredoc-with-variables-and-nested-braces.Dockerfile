FROM a
RUN x ${A:-b} <<$NAME ${B:+"c d"}
x
$NAME
RUN <<${X}
y
${X}
