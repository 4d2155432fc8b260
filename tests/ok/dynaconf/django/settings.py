"""Settings of a Django project that stand in settings.toml; .secrets.toml is not in the repository."""

DEBUG = False
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 10
EMAIL_PORT = 25

import dynaconf  # noqa: E402

settings = dynaconf.DjangoDynaconf(
    __name__,
    environments=["default", "development", "production"],
    settings_files=["settings.toml", ".secrets.toml"],
)
