from .base import *  # noqa: F403
from .base import env

DEBUG = True
SECRET_KEY = env("DJANGO_SECRET_KEY", default="only-for-local-work")
ALLOWED_HOSTS = ["localhost", "0.0.0.0", "127.0.0.1"]

# mailpit of docker-compose.local.yml
EMAIL_HOST = env("EMAIL_HOST", default="mailpit")
EMAIL_PORT = 1025

INTERNAL_IPS = ["127.0.0.1"]
CELERY_TASK_EAGER_PROPAGATES = True
