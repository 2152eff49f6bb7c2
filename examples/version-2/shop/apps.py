"""The shop application."""

from django.apps import AppConfig


class ShopConfig(AppConfig):
    """Registers the shop with Django."""

    name = "shop"
