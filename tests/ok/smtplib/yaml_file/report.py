import os
import smtplib
import ssl

import yaml


def load(path):
    with open(path) as file:
        return yaml.safe_load(file)


CONFIG = load("report.yaml")


def send(message):
    smtp = CONFIG["smtp"]
    with smtplib.SMTP(smtp["host"], int(smtp.get("port", 25)), timeout=10) as server:
        server.starttls(context=ssl.create_default_context())
        server.login(smtp["user"], os.environ["SMTP_PASSWORD"])
        server.send_message(message)
