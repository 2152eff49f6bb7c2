"""What the shop sells."""

from django.db import models


class Article(models.Model):
    """One article with its price in cents."""

    name = models.CharField(max_length=200)
    price = models.PositiveIntegerField()
