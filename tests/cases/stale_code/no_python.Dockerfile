FROM node
RUN git clone https://github.com/example/app.git
