import tomllib

from flask import Flask
from flask_mail import Mail

app = Flask(__name__)
app.config.from_file("mail.toml", load=tomllib.load, text=False)
app.config.from_prefixed_env("APP")
mail = Mail(app)
