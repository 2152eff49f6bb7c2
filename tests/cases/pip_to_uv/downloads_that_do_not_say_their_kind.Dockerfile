FROM python:3.12-slim
ARG REF=https://github.com/octo/tool/archive/refs/heads/main.zip
ARG TARBALL=https://github.com/octo/tool/tarball/1.2
RUN pip install https://github.com/octo/tool/tarball/1.2
RUN pip install "tool @ https://github.com/octo/tool/zipball/main" flask
RUN pip install https://github.com/octo/tool/raw/main/wheels/$WHEEL
RUN pip install ${TARBALL}
RUN pip install -e git+https://github.com/octo/tool#egg=tool
RUN pip install https://example.org/tool-1.0.tar.gz 'https://example.org/tool-1.0-py3-none-any.whl?token=1' $REF
RUN pip install "tool @ https://example.org/${VERSION}/tool.zip ; python_version > '3'" git+https://github.com/octo/tool
