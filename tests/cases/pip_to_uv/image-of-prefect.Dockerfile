FROM prefecthq/prefect:3-python3.12
WORKDIR /opt/flows
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt --trusted-host pypi.python.org
COPY flows flows
