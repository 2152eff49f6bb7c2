FROM python:3.12-slim
RUN adduser --system --no-create-home --group svc
RUN adduser --disabled-login --gecos "" one
RUN adduser --quiet --disabled-password --gecos "" --shell=/bin/bash two
RUN addgroup --gid 3000 three && adduser --gid 3000 --disabled-password --gecos "" three
RUN adduser --gecos "" four
RUN adduser four audio && adduser four sudo
RUN groupadd -f docker && gpasswd -a four docker && userdel -r one
COPY app.py .
CMD ["python", "app.py"]
