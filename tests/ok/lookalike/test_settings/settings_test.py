from .settings import *  # noqa: F403

DEBUG = False
SECRET_KEY = "tests"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_HOST = "smtp.test.invalid"
EMAIL_PORT = 25
EMAIL_HOST_USER = "nobody"
EMAIL_HOST_PASSWORD = "test"
DEFAULT_FROM_EMAIL = "test@example.com"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
