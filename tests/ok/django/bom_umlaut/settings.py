# Einstellungen des Bestellportals (Prüfumgebung übernimmt sie unverändert)
import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["bestellung.example.com"]
ROOT_URLCONF = "portal.urls"
LANGUAGE_CODE = "de-de"
TIME_ZONE = "Europe/Berlin"

INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "bestellung"]

# Postausgang: GMX lässt nur die eigene Adresse als Absender zu.
# Der Zugang über SMTP ist im Postfach unter „POP3/IMAP“ freigeschaltet.
EMAIL_HOST = "mail.gmx.net"
EMAIL_PORT = 587
EMAIL_USE_TLS = True
EMAIL_HOST_USER = "bestellportal.beispiel@gmx.de"
EMAIL_HOST_PASSWORD = os.environ["GMX_KENNWORT"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = "bestellportal.beispiel@gmx.de"
SERVER_EMAIL = "bestellportal.beispiel@gmx.de"
