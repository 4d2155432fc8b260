import configparser
import os
import smtplib
import ssl

config = configparser.ConfigParser()
config.read(os.path.join(os.path.dirname(__file__), "mail.ini"))
mail = config["mail"]


def send(message):
    context = ssl.create_default_context()
    with smtplib.SMTP_SSL(mail["host"], mail.getint("port"), context=context, timeout=10) as server:
        server.login(mail["user"], os.environ["MAIL_PASSWORD"])
        server.send_message(message)
