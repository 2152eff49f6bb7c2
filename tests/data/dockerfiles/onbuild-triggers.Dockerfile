FROM a
ONBUILD RUN pip install -r \
   # why
   requirements.txt
onbuild copy . /app
ONBUILD  ENV  A=1 B="c d"
ONBUILD USER app
