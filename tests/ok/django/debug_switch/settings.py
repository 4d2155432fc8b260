import os

DEBUG = os.environ.get("DJANGO_DEBUG") == "1"
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "insecure-development-key")
ALLOWED_HOSTS = [".example.com", "localhost"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "surveys"]

if DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = "smtp-relay.brevo.com"
    EMAIL_PORT = 587
    EMAIL_USE_TLS = True
    EMAIL_HOST_USER = os.environ["BREVO_LOGIN"]
    EMAIL_HOST_PASSWORD = os.environ["BREVO_SMTP_KEY"]

EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = "Surveys <surveys@example.com>"
SERVER_EMAIL = "surveys@example.com"
