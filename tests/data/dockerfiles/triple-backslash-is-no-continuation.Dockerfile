FROM a
RUN echo \\\
RUN b
