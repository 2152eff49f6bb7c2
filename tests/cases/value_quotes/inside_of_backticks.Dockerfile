FROM python:3.12-alpine
WORKDIR /src
RUN for i in `find . -type f`; do D=`dirname $i`; mv $i /usr/${D}; done
RUN for i in $(find . -type f); do mv $i "/usr/`dirname $i`"; done
RUN for i in $(find . -type f); do mv $i "/usr/`dirname $i``basename $i`"; done
RUN for i in *.tar; do cd `basename $i` && cd `echo \`dirname $i\``; done
RUN for i in *.tar; do cd "`basename \"$i\"`" && echo `basename $i # the name`; done
RUN pip install gunicorn
