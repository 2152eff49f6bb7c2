FROM python:3.12-alpine
run mkdir /a
# note
run touch /a/b
