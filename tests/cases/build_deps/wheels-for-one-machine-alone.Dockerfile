# what one machine has wheels of from 3.7.7 on, the other has not by any newer version
FROM python:3.12-slim
RUN pip install h3
