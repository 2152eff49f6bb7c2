FROM python:3.8-slim AS build
RUN pip wheel -w /wheels flask
FROM python:3.9-slim
COPY --from=build /wheels /wheels
RUN pip install /wheels/*.whl
