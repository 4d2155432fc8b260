"""Settings for Django 6.1: one mailer for customers, one for the newsletter."""
import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["store.example.net"]
ROOT_URLCONF = "store.urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "store"]

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": "smtp.mailgun.org",
            "port": 587,
            "use_tls": True,
            "username": "postmaster@mg.example.net",
            "password": os.environ["MAILGUN_SMTP_PASSWORD"],
            "timeout": 10,
        },
    },
    "newsletter": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": "smtp.eu.sparkpostmail.com",
            "use_tls": True,
            "username": "SMTP_Injection",
            "password": os.environ["SPARKPOST_API_KEY"],
            "timeout": 30,
        },
    },
}

DEFAULT_FROM_EMAIL = "Store <hello@example.net>"
SERVER_EMAIL = "errors@example.net"
