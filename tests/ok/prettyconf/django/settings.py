from prettyconf import config

EMAIL_BACKEND = config("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = config("EMAIL_HOST", default="localhost")
EMAIL_PORT = config("EMAIL_PORT", cast=int, default="25")
EMAIL_HOST_USER = config("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = config("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = config("EMAIL_USE_TLS", cast=config.boolean, default=False)
EMAIL_USE_SSL = config("EMAIL_USE_SSL", cast=config.boolean, default=False)
EMAIL_TIMEOUT = config("EMAIL_TIMEOUT", cast=config.eval, default="10")
