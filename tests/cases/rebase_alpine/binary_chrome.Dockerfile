FROM python:3.11-slim
RUN wget -q https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb
RUN pip install selenium
