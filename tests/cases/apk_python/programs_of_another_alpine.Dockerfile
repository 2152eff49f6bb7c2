FROM alpine:3.14 AS tools
RUN apk add --no-cache gcc musl-dev make && make -C /src && cp /src/tool /usr/local/bin/tool

FROM alpine:3.18
RUN apk add --no-cache python3 py3-pip
RUN pip3 install flask==3.0.0
COPY --from=tools /usr/local/bin/tool /usr/local/bin/tool
CMD ["python3", "-m", "flask", "run"]
