# the package, built where its sources are
FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc
WORKDIR /src
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt
COPY . .
RUN /venv/bin/pip install --no-cache-dir --no-deps '.[web]' -c requirements.txt

FROM python:3.12-slim
COPY --from=build /venv /venv
ENV PATH="/venv/bin:$PATH"
CMD ["shop"]
