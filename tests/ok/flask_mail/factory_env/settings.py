from os import environ

SECRET_KEY = environ.get("SECRET_KEY")
SESSION_COOKIE_SECURE = True

MAIL_SERVER = environ.get("MAIL_SERVER", "localhost")
MAIL_PORT = int(environ.get("MAIL_PORT") or 25)
MAIL_USE_TLS = environ.get("MAIL_USE_TLS", "").lower() == "true"
MAIL_USE_SSL = environ.get("MAIL_USE_SSL", "").lower() == "true"
MAIL_USERNAME = environ.get("MAIL_USERNAME")
MAIL_PASSWORD = environ.get("MAIL_PASSWORD")
MAIL_DEFAULT_SENDER = environ.get("MAIL_DEFAULT_SENDER", "noreply@example.net")
MAIL_DEBUG = False
