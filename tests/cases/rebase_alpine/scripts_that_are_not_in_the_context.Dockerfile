FROM python:3.12-slim
WORKDIR /srv
# what the context does not have
COPY --chmod=755 ["start.sh", "/srv/"]
COPY bin/* /usr/local/bin/
COPY tools tools/
COPY app.py nobody-runs-it.sh ./
RUN fetch-assets --all \
    && ./tools/warm.sh
ENTRYPOINT ["tini", "--", "/srv/start.sh"]
CMD ["python", "app.py"]
