FROM registry.example.com/company/base:1
COPY src /srv/src
RUN uv pip install flask
CMD ["python3", "/srv/src/app.py"]
