FROM python:3.12-slim
RUN make a

# why
RUN make b
