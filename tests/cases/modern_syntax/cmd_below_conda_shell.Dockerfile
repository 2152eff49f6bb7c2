FROM python:3.12-slim
SHELL ["conda", "run", "-n", "app", "/bin/bash", "-c"]
CMD python -m app
