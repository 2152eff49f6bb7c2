FROM python:3.12-slim
RUN rm /bin/sh && ln -s /bin/bash /bin/sh
RUN mkdir -p /srv/{in,out}
COPY one /one
RUN ln -sf bash /usr/bin/sh
RUN echo -e 'a\tb' > /b
COPY two /two
RUN dpkg-reconfigure --frontend=noninteractive dash
RUN mkdir /c
COPY three /three
RUN ln -s /bin/sh /usr/local/bin/shell
RUN mkdir /d
COPY four /four
RUN mkdir /e
RUN ln -sf bash /bin/sh
RUN source /etc/profile
CMD ["python"]
