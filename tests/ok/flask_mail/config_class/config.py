"""Configuration objects of the Flask app; APP_SETTINGS picks one."""
import os
from pathlib import Path

BASEDIR = Path(__file__).resolve().parent


def as_bool(value: str) -> bool:
    return value.strip().lower() in ("1", "true", "yes")


class Config:
    SECRET_KEY = os.environ.get("SECRET_KEY")
    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL") or f"sqlite:///{BASEDIR / 'app.db'}"
    SQLALCHEMY_TRACK_MODIFICATIONS = False
    POSTS_PER_PAGE = 25
    LANGUAGES = ["en", "es", "de"]

    # Yahoo, implicit TLS; the sender has to be the account
    MAIL_SERVER = "smtp.mail.yahoo.com"
    MAIL_PORT = 465
    MAIL_USE_SSL = True
    MAIL_USE_TLS = False
    MAIL_USERNAME = "example.notices@yahoo.com"
    MAIL_PASSWORD = os.environ.get("MAIL_PASSWORD")
    MAIL_DEFAULT_SENDER = ("Blog", "example.notices@yahoo.com")
    MAIL_MAX_EMAILS = 20
    ADMINS = ["example.notices@yahoo.com"]


class DevelopmentConfig(Config):
    DEBUG = True
    MAIL_SUPPRESS_SEND = as_bool(os.environ.get("MAIL_SUPPRESS_SEND", "true"))


class TestingConfig(Config):
    TESTING = True
    SQLALCHEMY_DATABASE_URI = "sqlite://"
    WTF_CSRF_ENABLED = False


class ProductionConfig(Config):
    DEBUG = False
    PREFERRED_URL_SCHEME = "https"
