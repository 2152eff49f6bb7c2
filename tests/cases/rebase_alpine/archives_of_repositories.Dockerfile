FROM python:3.12
ARG VERSION=1.4.0
# what git has is sources, as in a clone
RUN curl -sSL https://github.com/acme/skeleton/archive/${VERSION}.tar.gz | tar xz --strip-components=1 -C /srv
RUN curl -fLo /tmp/one.zip "https://codeload.github.com/acme/one/zip/refs/heads/main" && unzip /tmp/one.zip -d /opt
RUN curl -sL https://api.github.com/repos/acme/two/tarball/main | tar xz -C /opt \
    && curl -sL https://gitlab.com/acme/group/three/-/archive/main/three-main.tar.bz2 | tar xj -C /opt \
    && curl -sL https://bitbucket.org/acme/four/get/tip.tar.gz | tar xz -C /opt
CMD ["python", "/srv/manage.py", "runserver"]
