FROM node:24
RUN make -j $(nproc)
