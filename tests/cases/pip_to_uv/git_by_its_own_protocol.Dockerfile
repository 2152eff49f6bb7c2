FROM python:3.12-slim
RUN pip install -e git://github.com/octo/tool.git#egg=tool
RUN pip install "tool @ git+git://github.com/octo/tool.git"
RUN pip install git://github.com/octo/tool.git
RUN pip install hg+https://example.org/tool
RUN pip install git+ssh://git@github.com/octo/tool.git
