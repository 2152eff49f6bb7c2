# escape=`
FROM python:3.12-slim
RUN make a
RUN make b
