FROM python:3.9-slim
RUN pip install openai-whisper==20231117
RUN pip install gym==0.21.0
RUN pip install mmcv==1.7.1

FROM python:3.9-slim
RUN pip install openai-whisper "gym>=0.21" "gym==0.17.3"
