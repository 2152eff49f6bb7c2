FROM company/any:1 AS a
RUN pip install --upgrade pip==1.5.6
RUN pip install flask
FROM company/any:1 AS b
RUN pip install -U pip-tools || pip install -U pip
RUN if test -e new; then pip install -U pip; fi
RUN pip3 install -U pip
RUN pip install flask
