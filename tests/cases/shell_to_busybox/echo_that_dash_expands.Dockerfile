FROM python:3.12-slim
RUN echo "[global]\nindex-url = https://example.com" > /etc/pip.conf
RUN echo -n 'a\tb' > f && echo "$HOME\n" && echo a\nb && echo "no escape" && echo -e "a\nb"
RUN echo "\x41\n"
COPY app.py .
CMD ["python", "app.py"]
