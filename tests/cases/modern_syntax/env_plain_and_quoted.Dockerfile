FROM python:3.12-slim
ENV PYTHONUNBUFFERED 1
ENV PATH /opt/venv/bin:$PATH
ENV JAVA_OPTS -Xmx1g -Dname=$NAME
ENV GREETING "good morning"
ENV SINGLE 'a $dollar'
ENV MIXED said "good  morning" and\ left
ENV DEFAULT ${A:-b} c
ENV	TABBED	two words
LABEL description An app that serves pages
LABEL version "1.0"
CMD ["python", "-m", "app"]
