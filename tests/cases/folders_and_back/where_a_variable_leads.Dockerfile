FROM python:3.12
ENV APP_DIR=/opt/app
WORKDIR /app
WORKDIR $APP_DIR
COPY . $APP_DIR
RUN cd tool && make -j && make install
RUN pip install pipenv && pipenv install --system
CMD ["gunicorn", "wsgi:app"]
