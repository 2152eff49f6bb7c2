FROM --platform=linux/amd64 registry.example.com/team/base:1
RUN pip install -r requirements.txt
