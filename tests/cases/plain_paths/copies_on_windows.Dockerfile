FROM python:3.12-windowsservercore-ltsc2022
COPY app app
CMD ["python", "app"]
