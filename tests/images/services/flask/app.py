"""A service that counts on lxml and Pillow."""

import io

from flask import Flask
from lxml import etree
from PIL import Image

app = Flask(__name__)


@app.get("/")
def index():
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    return etree.tostring(etree.Element("picture", bytes=str(picture.tell())))
