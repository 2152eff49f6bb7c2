FROM python:3.12
RUN pip install pyinstaller==6.11.0
COPY app.py .
RUN pyinstaller --onefile app.py && python -OO -m PyInstaller app.spec
RUN python -m pyinstaller_hooks
CMD ["dist/app"]
