FROM python:3.12-slim
RUN wget -O /data.json https://example.com/data.json && ln -s "/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture)" /java
RUN wget -O /tmp/x.deb "https://example.com/x_$(dpkg --print-architecture).deb"
RUN ["dpkg", "--print-architecture"]
RUN dpkg --print-architecture --force-all > /machine; wget -O /x.csv https://example.com/x.csv
