import os

ALLOWED_HOSTS = os.environ["HOSTS"].split()
ROOT_URLCONF = "shop.urls"
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
