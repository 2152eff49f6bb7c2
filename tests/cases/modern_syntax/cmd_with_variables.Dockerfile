FROM python:3.12-slim
ENV PORT=8000
CMD gunicorn --bind 0.0.0.0:${PORT:-8000} \
	"app:app" > /dev/stdout
