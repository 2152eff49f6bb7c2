FROM python:3.12-slim
RUN id app || useradd -r app
RUN useradd -G audio,video -m two 2>/dev/null || true
RUN if [ -z "$X" ]; then useradd -r inner; fi; echo done
RUN set -e; useradd -r three; id three
COPY app.py .
CMD ["python", "app.py"]
