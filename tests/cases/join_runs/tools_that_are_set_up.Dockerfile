FROM python:3.12-slim
WORKDIR /app
COPY pyproject.toml poetry.lock ./
RUN poetry config virtualenvs.create false
RUN poetry install --only main
COPY . .
RUN git config --system --add safe.directory /app
RUN update-alternatives --install /usr/bin/python python /usr/local/bin/python3 1
ENV A=b
RUN make config
RUN make
