# langchain-huggingface needed sentence-transformers before 1.0, and huggingface_hub may hold it there
FROM python:3.11-slim
RUN pip install huggingface_hub==0.27.1 langchain-huggingface
CMD ["python", "-m", "app"]
