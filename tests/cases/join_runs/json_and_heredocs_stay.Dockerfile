FROM python:3.12-alpine
RUN ["mkdir", "/a"]
RUN mkdir /b
RUN <<EOF
mkdir /c
EOF
RUN mkdir /d
