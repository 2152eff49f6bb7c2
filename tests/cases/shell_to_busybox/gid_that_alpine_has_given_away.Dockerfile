FROM python:3.12-slim
RUN groupadd --system --gid 999 nonroot \
 && useradd --system --gid 999 --uid 999 --create-home nonroot
USER 999:999
COPY app.py .
CMD ["python", "app.py"]
