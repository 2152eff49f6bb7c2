FROM python:3.12-slim
RUN sed -i 's/^# *\(de_DE.UTF-8\)/\1/' /etc/locale.gen \
    # German numbers
    && locale-gen \
    && update-locale LANG=de_DE.UTF-8
RUN ln -fs /usr/share/zoneinfo/Europe/Berlin /etc/localtime && dpkg-reconfigure -f noninteractive tzdata
RUN localedef -i en_US -f UTF-8 en_US.UTF-8; mkdir /data
ENV LANG=de_DE.UTF-8
COPY app.py .
CMD ["python", "app.py"]
