FROM a
RUN echo C:\\
RUN b \\ 
CMD c
