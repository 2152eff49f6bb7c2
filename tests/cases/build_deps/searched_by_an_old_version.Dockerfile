FROM python:3.12-slim
# libgobject-2.0.so has no number in weasyprint/text.py
RUN pip install WeasyPrint==51 \
    cairocffi==0.9.0
