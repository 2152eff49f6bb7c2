FROM python:3.12-slim
RUN pip install x && A="`echo \"a\"`" B="`echo "a"`" C=`echo \$x`
RUN A=`case x in x) echo y;; esac` B=`case x in y) ;; esac` C=`(echo y)` D=`echo a # b`
RUN A=`` B="\`x\`" C='`x`' D="$`echo x`"
# the shell splits what comes out: quotes are another matter
RUN gcc a.c `pkg-config --libs icu-uc` -o a
RUN cat <<EOF > notes
`nproc`
EOF
RUN sh -c 'A=`nproc`; make -j"$A"'
# hadolint ignore=SC2006
RUN A="`nproc`"
