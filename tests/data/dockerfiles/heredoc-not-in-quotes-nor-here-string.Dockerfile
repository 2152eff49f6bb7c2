FROM a
RUN echo "<<EOF" && echo '<<EOF'
RUN cat <<< EOF
RUN cat <<<"x"
RUN x <\<EOF
RUN cat \<<EOF
