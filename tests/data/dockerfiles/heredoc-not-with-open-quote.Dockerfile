FROM a
RUN echo it's <<EOF
RUN echo "open <<EOF
