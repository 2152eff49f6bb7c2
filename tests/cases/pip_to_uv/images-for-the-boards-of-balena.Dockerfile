FROM balenalib/raspberrypi3-python:3-build AS armv7
RUN mkdir /usr/src/app
RUN pip install RPi.GPIO

FROM balenalib/raspberry-pi-debian-python:3.11-bookworm AS armv6
RUN mkdir /usr/src/app
RUN pip install RPi.GPIO

FROM balenalib/raspberrypi3-64-debian-python:3.11-bookworm AS arm64
RUN mkdir /usr/src/app
RUN pip install RPi.GPIO

FROM balenalib/raspberrypi4-64-debian-python:3.11-bookworm
RUN mkdir /usr/src/app
RUN pip install RPi.GPIO
