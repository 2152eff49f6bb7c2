FROM registry.example.com/base:1
USER root
RUN pip install gunicorn
USER service
CMD ["gunicorn", "app:app"]
