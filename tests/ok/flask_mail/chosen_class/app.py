import os

from config import config
from flask import Flask
from flask_mail import Mail

mail = Mail()


def create_app(name=None):
    app = Flask(__name__)
    app.config.from_object(config[name or os.getenv("APP_ENV", "default")])
    app.config.setdefault("MAIL_DEBUG", False)
    mail.init_app(app)
    return app
