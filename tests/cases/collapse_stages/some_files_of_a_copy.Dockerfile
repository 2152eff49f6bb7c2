FROM python:3.12-slim AS build
WORKDIR /app
# what to install, and in which versions
COPY requirements.txt constraints.txt ./
RUN pip install --no-cache-dir --user -r requirements.txt -c constraints.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=build /root/.local /root/.local
COPY requirements.txt ./
COPY src ./src
CMD ["python", "-m", "src"]
