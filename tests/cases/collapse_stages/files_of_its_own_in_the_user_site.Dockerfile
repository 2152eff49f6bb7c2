FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip install --user -r requirements.txt
COPY wait-for-it.sh /root/.local/bin/

FROM python:3.12-slim
COPY --from=builder /root/.local /home/app/.local
ENV PATH=/home/app/.local/bin:$PATH
CMD ["wait-for-it.sh", "db:5432", "--", "python", "-m", "app"]
