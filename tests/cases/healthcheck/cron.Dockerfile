FROM python:3.12-alpine
CMD ["crond", "-f"]
