FROM registry.example.com/ubi9/python-312 AS base
USER 0
RUN dnf install -y libffi

FROM base AS tools
# for the images that build on this one
RUN dnf install -y git
USER 1001
