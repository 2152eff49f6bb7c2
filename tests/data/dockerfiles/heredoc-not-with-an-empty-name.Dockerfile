FROM a
RUN x <<"" y
RUN x <<''
RUN echo $((1<<2))
RUN x a<<EOF
RUN x <<$
$
