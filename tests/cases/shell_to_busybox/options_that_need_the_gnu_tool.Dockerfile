FROM python:3.12-slim
RUN grep -oP '\d+' f && find . -printf '%p\n' && tar --transform s/a/b/ -cf x.tar d
RUN date +%s%N && date -d "1 day ago" && sed 's/.*/\U&/' f && ls --time-style=long-iso
RUN ps -p 1 && timeout --foreground 5 sleep 1 && realpath --relative-to=/ /srv
COPY app.py .
CMD ["python", "app.py"]
