from django.urls import include, path

from . import views

urlpatterns = [
    path("admin/", include("admin.urls")),
    path("health/", views.health),
]
