FROM debian
RUN mkdir /a
RUN mkdir /b
