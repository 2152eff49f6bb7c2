FROM python:3.12-slim
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.port=8501"]
