FROM python:3.12-slim
RUN if grep -q Debian /etc/os-release && grep -q jessie /etc/os-release; then \
      rm /etc/apt/sources.list \
      && echo "deb http://archive.debian.org/debian/ jessie main" >> /etc/apt/sources.list; \
    fi
RUN if true; then >> /etc/apt/sources.list echo deb 2>/dev/null; fi && true
RUN if true; then apt-get update > /dev/null 2>&1; fi
RUN if true; then \
      echo deb \
        > /etc/apt/sources.list \
        2> /dev/null; \
    fi
