FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.txt entrypoint.sh ./
RUN pip install --no-cache-dir --user -r requirements.txt
COPY . .

FROM python:3.12-slim
COPY --from=build /root/.local /root/.local
# the same file by either
COPY --from=build --chmod=755 /app/entrypoint.sh /entrypoint.sh
ENTRYPOINT ["/entrypoint.sh"]
