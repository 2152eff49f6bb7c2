FROM node:24
RUN rm *.deb && A="`pwd`"
