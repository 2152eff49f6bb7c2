FROM python:3.12-slim
WORKDIR /app
RUN mkdir tool && echo "all:" > tool/Makefile && cd tool && make
# no folder that could hold the Makefile of the tool
COPY Snakefile ./
CMD ["python", "-m", "http.server"]
