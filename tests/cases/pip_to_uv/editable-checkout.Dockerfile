FROM python:3.12-slim
RUN pip install -e git+https://github.com/example/service.git#egg=service
RUN pip install git+https://github.com/example/service.git#egg=service
RUN pip install hg+https://example.com/service
RUN pip install https://example.com/service-1.0-py3-none-any.whl#egg=service
