FROM debian:12
RUN pip install --break-system-packages flask \
    # why
    && python3 -m pip install --break-system-packages -r requirements.txt
