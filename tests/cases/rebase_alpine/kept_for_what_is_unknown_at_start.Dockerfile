FROM python:3.12-slim
# what no table knows may need a compiler, which nothing brings when the container starts
CMD ["pip", "install", "efel==2.9.2", "flask"]
