FROM python:3.12-slim
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get upgrade -y \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y curl git \
    && DEBIAN_FRONTEND=noninteractive apt-get purge -y git
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive \
       apt-get -y dist-upgrade
RUN DEBIAN_FRONTEND=noninteractive PIP_NO_CACHE_DIR=1 pip install flask==3.1.0
CMD ["python", "-m", "app"]
