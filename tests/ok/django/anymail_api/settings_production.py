"""Mail goes over the HTTP API of the service; there is no SMTP in this deployment."""
import os

from .settings_common import *  # noqa: F403

INSTALLED_APPS += ["anymail"]  # noqa: F405
EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
ANYMAIL = {
    "MAILGUN_API_KEY": os.environ["MAILGUN_API_KEY"],
    "MAILGUN_SENDER_DOMAIN": "mg.example.com",
    "MAILGUN_API_URL": "https://api.eu.mailgun.net/v3",
}
DEFAULT_FROM_EMAIL = "Support <support@mg.example.com>"
SERVER_EMAIL = "errors@mg.example.com"
