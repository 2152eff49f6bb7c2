FROM a
RUN x && \