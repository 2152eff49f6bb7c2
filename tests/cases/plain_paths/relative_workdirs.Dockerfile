FROM python:3.12-slim
WORKDIR usr/src
WORKDIR app
WORKDIR ../lib
WORKDIR $X
WORKDIR /srv
