FROM ubuntu:22.04
WORKDIR /opt/app
COPY . .
RUN ./install.sh
ENV APP_HOME=/opt/app
ENV PATH=${APP_HOME}/APPENV/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN pip install -r requirements.txt
