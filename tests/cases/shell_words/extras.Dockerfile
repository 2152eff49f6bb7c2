FROM python:3.12-slim
ARG CORE_VERSION
RUN pip install --no-cache-dir uvicorn[standard] black[d] \
    # the client's own
    "psycopg[binary]" .[test,docs]
RUN pip3 install core[s3,google]${CORE_VERSION} tools[ssh]==$CORE_VERSION
RUN uv pip install --system --editable=.[tests] && uv pip install -e ./lib[common] celery[redis,auth]~=5.4
RUN python -m pip install 'a[bb]' a[bb]@git+https://example.com/a.git@main
