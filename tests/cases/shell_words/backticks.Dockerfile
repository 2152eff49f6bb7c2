FROM python:3.12-slim
WORKDIR /app
RUN pip install "file://`pwd`#egg=app" && A=`nproc` && make -j"$A"
RUN A=`basename ')'`; [ -z "`find /wheels -type f`" ] || pip install /wheels/*
RUN B="`sed 's/(a)/b/' f`" C="x`echo 'a b' | cut -d' ' -f1`"
RUN if [ "`uname -m`" = x86_64 ]; then echo "on `\
      date +%F`"; fi
