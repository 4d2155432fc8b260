import json
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent

with open(BASE_DIR / "secrets.json", encoding="utf-8") as file:
    SECRETS = json.load(file)


def secret(name, default=None):
    return SECRETS.get(name, default)


EMAIL_HOST = secret("EMAIL_HOST", "localhost")
EMAIL_PORT = secret("EMAIL_PORT", 25)
EMAIL_USE_SSL = secret("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = secret("EMAIL_USE_TLS", False)
EMAIL_HOST_USER = SECRETS["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = SECRETS["EMAIL_HOST_PASSWORD"]
EMAIL_TIMEOUT = 10
