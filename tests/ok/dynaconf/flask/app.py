from dynaconf import FlaskDynaconf
from flask import Flask
from flask_mail import Mail

mail = Mail()


def create_app() -> Flask:
    app = Flask(__name__)
    FlaskDynaconf(app, settings_files=["settings.yaml"], envvar_prefix="SHOP")
    mail.init_app(app)
    return app
