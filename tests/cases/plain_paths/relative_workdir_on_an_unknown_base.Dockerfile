FROM company/python
WORKDIR app
RUN pip install flask
WORKDIR /srv
WORKDIR lib
