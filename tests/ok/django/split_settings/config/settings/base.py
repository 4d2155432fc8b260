"""Settings that all environments share."""
from pathlib import Path

import environ

ROOT_DIR = Path(__file__).resolve(strict=True).parent.parent.parent
env = environ.Env()

TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
USE_TZ = True
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

DJANGO_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
]
THIRD_PARTY_APPS = ["allauth", "allauth.account", "rest_framework"]
LOCAL_APPS = ["clinic.users", "clinic.visits"]
INSTALLED_APPS = DJANGO_APPS + THIRD_PARTY_APPS + LOCAL_APPS

DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///clinic")}
DATABASES["default"]["ATOMIC_REQUESTS"] = True

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_METHODS = {"email"}

# One bound for every environment
EMAIL_TIMEOUT = 5
EMAIL_BACKEND = env("DJANGO_EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")

ADMINS = [("Dana", "dana@example.com")]
MANAGERS = ADMINS
