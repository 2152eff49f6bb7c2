FROM python:3.12-slim
RUN pip install pip==23.0 wheel
RUN pip install "setuptools<58" && pip install --upgrade setuptools
RUN python -m pip install -U 'pip>=24'
