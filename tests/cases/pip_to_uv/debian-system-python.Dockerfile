FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y python3-pip python3-numpy
RUN pip3 install --break-system-packages pandas
