import dj_email_url
import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["events.example.net"]

email_config = dj_email_url.parse(
    os.environ.get("EMAIL_URL", "submission://postmaster%40mg.example.net:change-me@smtp.eu.mailgun.org:587/?timeout=10")
)
EMAIL_BACKEND = email_config["EMAIL_BACKEND"]
EMAIL_HOST = email_config["EMAIL_HOST"]
EMAIL_PORT = email_config["EMAIL_PORT"]
EMAIL_HOST_USER = email_config["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = email_config["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = email_config["EMAIL_USE_TLS"]
EMAIL_USE_SSL = email_config["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = email_config.get("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = "events@example.net"
