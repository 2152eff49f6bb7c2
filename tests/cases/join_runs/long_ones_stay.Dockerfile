FROM python:3.12-alpine
RUN npm ci
RUN npm run build
RUN make
