FROM python:3.12-slim
RUN pip install flask && pip list && pip check && pip freeze > /frozen.txt
RUN pip --version
RUN pip list --not-required
