import os


class Config:
    MAIL_SERVER = "smtp.gmail.com"
    MAIL_USERNAME = "ada@gmail.com"
    MAIL_PASSWORD = os.environ.get("MAIL_PASSWORD")


class ProductionConfig(Config):
    MAIL_PORT = 465
    MAIL_USE_SSL = True


class StagingConfig(Config):
    MAIL_PORT = 587
    MAIL_USE_TLS = True


class TestingConfig(Config):
    MAIL_SERVER = "localhost"
    MAIL_SUPPRESS_SEND = True


config = {"production": ProductionConfig, "staging": StagingConfig, "testing": TestingConfig, "default": StagingConfig}
