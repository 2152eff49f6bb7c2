FROM python:3.12-slim
RUN make -j $(nproc) && rm *.o
RUN apt-get install -y $PACKAGES && make -j $(nproc)
RUN make -j $(nproc) && apt-get install -y $PACKAGES
RUN tar -xf *.tar a.py && make -j $(nproc)
RUN for d in a b; do for f in /x/$d/*.py; do run $f; done; done && pip install uvicorn[standard]
