FROM python:3.12-slim
ENV OPTIONS ${FLAGS:-"a b"} c
ENV NAME \
    # why it is on a line of its own
    value
CMD ["python", "-m", "app"]
