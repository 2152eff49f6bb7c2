FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN bash -c 'set -e; [[ -f app.py ]] && echo "a\nb"' \
    && bash scripts/build.sh
CMD ["bash", "-c", "python app.py"]
