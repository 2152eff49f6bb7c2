FROM a
CMD ["python", \
     # the port
     "-m", \

     "app"]
COPY [\
"a",\
"b"\
]
