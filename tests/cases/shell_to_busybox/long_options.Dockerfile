FROM python:3.12-slim
RUN rm --recursive --force /tmp/x && chmod --recursive 755 /srv && ln --symbolic --force /a /b
RUN head --lines=3 f | sort --unique | cut --delimiter=: --fields=1 | wc --lines
RUN echo "abc  f" | sha256sum --check --strict --status && base64 --decode < f | tr --delete '\n'
RUN stat --format "%a" f && du --max-depth=1 /srv && tail --lines 5 f && truncate --size 0 f
RUN wget --quiet --show-progress --progress=dot:giga https://example.com/x && xargs --null --max-args=1 echo < f
HEALTHCHECK CMD ["head", "--quiet", "/proc/1/stat"]
COPY app.py .
CMD ["python", "app.py"]
