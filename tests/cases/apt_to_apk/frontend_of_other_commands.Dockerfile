FROM ubuntu:24.04 AS docs
RUN DEBIAN_FRONTEND=noninteractive pip install mkdocs && mkdocs build

FROM python:3.12-slim
# what is no installer may ask for it
RUN DEBIAN_FRONTEND=noninteractive python -c 'import os; print(os.environ)'
RUN apt-get update && DEBIAN_FRONTEND=noninteractive python -c 'print(1)' && apt-get install -y curl
RUN FRONTEND=noninteractive pip install attrs
COPY --from=docs /site /site
CMD ["python", "-m", "app"]
