FROM python:3.12-slim
RUN if [ "$DEV" = 1 ]; then pip install -r dev.txt; else pip install flask; fi
RUN for each in a b; do pip install "$each"; done
RUN (cd /src && pip install .) || pip install fallback
RUN bash -c "pip install flask"
RUN test ! -e x.txt || pip install --no-cache-dir -r x.txt
