FROM python:3.12-slim
RUN pip install torch --extra-index-url https://download.pytorch.org/whl/cpu
RUN pip install -i https://pypi.example.com/simple --trusted-host pypi.example.com private
