from configurations import Configuration, values


class Common(Configuration):
    EMAIL_HOST = values.Value("smtp.gmail.com")
    EMAIL_PORT = values.PositiveIntegerValue(587)
    EMAIL_USE_TLS = values.BooleanValue(True)
    EMAIL_HOST_USER = values.Value("ada@gmail.com", environ_name="MAIL_USER", environ_prefix=None)
    EMAIL_HOST_PASSWORD = values.SecretValue()
    EMAIL_TIMEOUT = 10


class Local(Common):
    EMAIL = values.EmailURLValue("smtp://localhost:1025")


class Submissions(Common):
    EMAIL_PORT = 465
    EMAIL_USE_TLS = False
    EMAIL_USE_SSL = True
