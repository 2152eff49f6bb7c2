FROM python:3.12-slim
ARG USERNAME=vscode
ARG USER_UID=1000
ARG USER_GID=$USER_UID
RUN groupadd --gid $USER_GID $USERNAME \
    && useradd --uid "$USER_UID" --gid ${USER_GID} -s /bin/bash -m $USERNAME
USER $USERNAME
COPY app.py .
CMD ["python", "app.py"]
