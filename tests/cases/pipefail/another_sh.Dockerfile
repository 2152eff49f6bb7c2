FROM python:3.12-alpine AS one
RUN apk add --no-cache bash && ln -sf /bin/bash /bin/sh
RUN curl -sSL https://example.com/a.tgz | tar xz
RUN [[ -d a ]]
FROM python:3.12-alpine AS two
RUN apk add --no-cache bash-binsh
RUN curl -sSL https://example.com/a.tgz | tar xz
FROM python:3.12-slim
RUN rm /bin/sh && ln -s /bin/bash /bin/sh
RUN curl -sSL https://example.com/a.tgz | tar xz
RUN /bin/sh a && rm -r /usr/bin/share
CMD ["python"]
