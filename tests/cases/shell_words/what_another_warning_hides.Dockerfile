FROM python:3.12-slim
RUN apt-get install -y $PACKAGES && rm *.deb
RUN rm *.deb && apt-get install -y $PACKAGES
RUN pip install uvicorn[standard] && tar -xf *.tar a.py
RUN echo "`date`" && export A="`date`"
RUN B=`echo x` && export A="$B"
RUN cd x; tar xf *.tgz
RUN ls | xargs run && A=`nproc`
