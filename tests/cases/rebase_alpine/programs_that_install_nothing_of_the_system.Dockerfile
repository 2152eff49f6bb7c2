FROM python:3.12-slim
WORKDIR /app
RUN pip install django nltk pre-commit
RUN python manage.py migrate && python manage.py install_labels && flask install
RUN python -m nltk.downloader punkt && echo "call install-deps"
RUN mkdir deps && touch dependencies && test -d deps
CMD ["python", "manage.py", "runserver"]
