FROM alpine:3.18 AS app
RUN apk update && apk add python3 py3-pip
RUN pip3 install flask==3.0.0
CMD ["python3", "-m", "flask", "run"]

FROM app AS dev
RUN apk update && apk add git
CMD ["python3", "-m", "flask", "run", "--debug"]
