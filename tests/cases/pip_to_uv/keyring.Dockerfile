FROM python:3.12-slim
RUN pip install keyring keyrings.google-artifactregistry-auth
RUN pip install --index-url https://europe-python.pkg.dev/p/r/simple private
