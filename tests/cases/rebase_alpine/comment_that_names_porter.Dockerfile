FROM python:3.12-slim
# Porter puts its steps at PORTER_MIXINS, in another file.
CMD ["python"]
