FROM python:3.12-slim
copy a a
workdir app
