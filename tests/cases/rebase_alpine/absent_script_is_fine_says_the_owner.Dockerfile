FROM python:3.12-slim
# dfmigrate: ignore[DFM213] because start.sh is made by the pipeline and is plain sh
COPY start.sh /
COPY main.py /
CMD ["/start.sh"]
