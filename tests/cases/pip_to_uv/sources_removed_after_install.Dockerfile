FROM public.ecr.aws/sam/build-python3.12:1.2
WORKDIR /tmp
RUN pip install mangum "psycopg[binary]" -t /asset --no-binary pydantic
# a smaller package: bytecode alone
RUN cd /asset && find . -type f -name '*.pyc' | while read f; do n=$(echo $f | sed 's/__pycache__\///'); cp $f $n; done;
RUN cd /asset && find . -type f -a -name '*.py' -print0 | xargs -0 rm -f
