FROM python:3.12
ADD https://tools.example.org/tika/tika-server-3.0.0.jar /opt/tika.jar
RUN curl -fsSLo /opt/closure.jar https://tools.example.org/closure-compiler-v20231112.jar \
    && chmod 755 /opt/closure.jar
CMD ["python", "-m", "http.server"]
