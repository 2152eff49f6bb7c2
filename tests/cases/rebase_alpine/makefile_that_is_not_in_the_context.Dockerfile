FROM python:3.12-slim AS copied-by-name
WORKDIR /app
COPY Makefile requirements.txt ./
RUN make install
FROM python:3.12-slim AS in-a-folder
COPY api/Makefile /app/
RUN make -C /app install
FROM python:3.12-slim AS not-called
COPY Makefile /other/
RUN python -V
FROM python:3.12-slim AS of-what-is-downloaded
WORKDIR /app
COPY setup.cfg ./
RUN wget -q https://ftp.gnu.org/gnu/units/units-2.23.tar.gz && tar xzf units-2.23.tar.gz && cd units-2.23 && ./configure && make
FROM python:3.12-slim AS in-an-absent-folder
COPY service/python /srv
WORKDIR /srv
RUN make install
