"""Which views of Django answer a request of anybody, and which the health check does not ask for."""

import pytest

from tests.cases import migrate

SETTINGS = (
    "ALLOWED_HOSTS = ['*']\nROOT_URLCONF = 'shop.urls'\n"
    "MIDDLEWARE = ['django.middleware.common.CommonMiddleware'{more}]\n"
)
WSGI = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
DOCKERFILE = (
    "FROM python:3.12-alpine\nWORKDIR /app\nCOPY manage.py ./\nCOPY shop shop\n"
    'CMD ["gunicorn", "-b", ":8000", "shop.wsgi:application"]\n'
)


def asks_for(folder, view, imports="", views="", more=""):
    (folder / "shop").mkdir()
    files = {
        "Dockerfile": DOCKERFILE,
        "manage.py": WSGI,
        "shop/wsgi.py": WSGI,
        "shop/settings.py": SETTINGS.format(more=more),
        "shop/views.py": views,
        "shop/urls.py": f"from django.urls import path\n{imports}\nurlpatterns = [path('health/', {view})]\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    return "/health/" in migrate(folder / "Dockerfile", "healthcheck").after.text


@pytest.mark.parametrize(
    ("view", "imports", "views"),
    [
        ("views.health", "from . import views", "@login_required\ndef health(request): ..."),
        ("health", "from .views import health", "@api_view(['GET'])\ndef health(request): ..."),
        ("health", "from shop.views import health", "@never_cache\n@allowed(1)\ndef health(request): ..."),
        ("views.health", "from . import views", "health = login_required(shown)"),
        ("views.health", "from . import views", ""),
        ("health", "from elsewhere.views import health", ""),
        ("login_required(health)", "from .views import health", "def health(request): ..."),
        ("Health.as_view()", "from .views import Health", "class Health(APIView): ..."),
        ("Health.as_view()", "from .views import Health", "class Health(LoginRequiredMixin, View): ..."),
        ("Health.as_view()", "from .views import Health", "@guarded\nclass Health(View): ..."),
        ("Health.as_view()", "from elsewhere import Health", ""),
    ],
)
def test_what_may_turn_it_down(view, imports, views, tmp_path):
    assert not asks_for(tmp_path, view, imports, views)


def test_middleware_that_asks_for_a_login(tmp_path):
    more = ", 'django.contrib.auth.middleware.LoginRequiredMiddleware'"

    assert not asks_for(tmp_path, "lambda request: None", more=more)


@pytest.mark.parametrize(
    ("view", "imports", "views"),
    [
        ("lambda request: None", "", ""),
        ("health", "def health(request): ...", ""),
        ("views.health", "from . import views", "def health(request): ..."),
        ("health", "from .views import health", "@csrf_exempt\n@cache_page(5)\ndef health(request): ..."),
        ("health", "from shop.views import health", "@require_http_methods(['GET'])\ndef health(r): ..."),
        ("never_cache(health)", "from .views import health", "def health(request): ..."),
        ("Health.as_view()", "from .views import Health", "class Health(View): ..."),
        ("Health.as_view()", "from .views import Health", "class Health(generic.TemplateView): ..."),
        ("MainView.as_view()", "from health_check.views import MainView", ""),
    ],
)
def test_what_answers_anybody(view, imports, views, tmp_path):
    assert asks_for(tmp_path, view, imports, views)
