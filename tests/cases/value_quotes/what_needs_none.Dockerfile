FROM python:3.12-slim
ARG VERSION=1
ENV TOOL=tool
RUN A=x; run $A "$B" '$C' \$D $VERSION $TOOL-$VERSION
RUN A=$B C=$(cat d); export E="$A"; for i in $C $(ls); do :; done; case $C in x) :;; esac
RUN N=$(( $M + 1 )); cat <<EOF > f
$X $(run $Y)
EOF
RUN ["run", "$A"]
RUN bash -c 'run $A' && sh -c "run $(nproc)" && echo $(nproc)
# hadolint ignore=SC2086
RUN run $(nproc)
SHELL ["/bin/bash", "-c"]
RUN [[ $A == x && -f $B ]] && run "$C"
