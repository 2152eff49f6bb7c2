FROM python:3.12-slim AS of-ruby
ENV PATH=/root/.rbenv/bin:$PATH
RUN pip install flask
FROM python:3.12-slim AS of-terraform
ENV PATH=/root/.tfenv/bin:$PATH
RUN pip install flask
FROM python:3.12-slim AS of-django
COPY make-env.sh .
RUN ./make-env.sh
ENV PATH=/opt/djangoenv/bin:$PATH
RUN pip install flask
