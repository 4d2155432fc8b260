"""Log set-up of the importer. Errors go to the relay on this host as mail, without login."""
import logging
import logging.config
import logging.handlers

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)-8s %(name)s: %(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "file": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": "/var/log/importer/importer.log",
            "maxBytes": 10_485_760,
            "backupCount": 5,
            "formatter": "plain",
        },
        "mail": {
            "class": "logging.handlers.SMTPHandler",
            "level": "ERROR",
            "mailhost": ("localhost", 25),
            "fromaddr": "importer@example.com",
            "toaddrs": ["ops@example.com"],
            "subject": "importer failed",
            "timeout": 5.0,
        },
    },
    "root": {"level": "INFO", "handlers": ["console", "file", "mail"]},
}


def setup() -> None:
    logging.config.dictConfig(LOGGING)
