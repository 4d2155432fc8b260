"""Sends mail with Python libraries: one JSON object a line in, a child forked for it, one result a line out.

Runs in the environment of the library (Python 3.8 and later). Asked: ``entry`` (a function below), ``file``,
``folder``, ``env``. Answered: ``error`` (last line of the traceback, empty when the send returned) and ``seconds``.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import select
import signal
import sys
import time
import traceback

RECIPIENT = "bob@example.net"
PRELOADED = {
    "script": ["smtplib", "ssl", "asyncio", "email.message"],
    "logging_json": ["logging.handlers", "smtplib", "ssl", "email.message"],
    "django": ["django.core.mail.backends.smtp", "django.conf"],
    "django_beside": ["django.core.mail.backends.smtp", "django.conf", "environ", "dj_email_url", "dotenv"],
    "pyramid": ["pyramid_mailer", "pyramid_mailer.message", "repoze.sendmail.mailer", "smtplib", "ssl"],
    "apprise": ["apprise", "apprise.plugins.email", "smtplib", "ssl"],
    "zcml": ["zope.sendmail.zcml", "zope.configuration.xmlconfig", "zope.component", "smtplib", "ssl"],
    "trac": ["trac.test", "trac.notification.mail", "smtplib", "ssl"],
    "flask_mail": ["flask", "flask_mail"],
    "flask_mailman": ["flask", "flask_mailman", "flask_mailman.backends.smtp"],
    "fastapi_mail": ["fastapi_mail"],
}


def script(file):
    """A program that sends by itself."""
    runpy.run_path(file, run_name="__main__")


def django(file):
    """A Django settings module."""
    sys.path.insert(0, os.path.dirname(file))
    os.environ["DJANGO_SETTINGS_MODULE"] = os.path.splitext(os.path.basename(file))[0]
    mail = importlib.import_module("django.core.mail")
    mail.send_mail("A test", "Hello.", None, [RECIPIENT])


def django_beside(file):
    """A file beside the settings module that reads it."""
    django(os.path.join(os.path.dirname(file), "settings.py"))


def pyramid(file):
    """A production.ini of Pyramid whose section app:main is handed to pyramid_mailer."""
    import configparser

    parser = configparser.RawConfigParser()
    parser.read(file)
    mailer = importlib.import_module("pyramid_mailer").mailer_factory_from_settings(dict(parser["app:main"]))
    message = importlib.import_module("pyramid_mailer.message").Message("A test", recipients=[RECIPIENT], body="Hello.")
    mailer.send_immediately(message)


def trac(file):
    """A trac.ini, and Trac's own distributor of e-mail over it; what it would only log is raised by what it calls."""
    core, api = importlib.import_module("trac.core"), importlib.import_module("trac.notification.api")
    importlib.import_module("trac.notification.mail")

    class Words(core.Component):
        """What stands in the message."""

        core.implements(api.INotificationFormatter)

        def get_supported_styles(self, transport):
            yield "text/plain", "test"

        def format(self, transport, style, event):
            return "Hello."

    config = importlib.import_module("trac.config").Configuration(file)
    environment = importlib.import_module("trac.test").EnvironmentStub(enable=["trac.notification.*", Words])
    for name, value in config.options("notification"):
        environment.config.set("notification", name, value)
    event = api.NotificationEvent("test", "created", "1", time.time())
    recipients = [(None, 0, RECIPIENT, "text/plain")]
    importlib.import_module("trac.notification.mail").EmailDistributor(environment).distribute(
        "email", recipients, event
    )


def apprise(file):
    """A configuration file of Apprise; what its plugins log of a failure is raised."""
    import logging

    said = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or "Exception" in record.getMessage())
    logging.getLogger("apprise").addHandler(handler)
    logging.getLogger("apprise").setLevel(logging.DEBUG)
    library = importlib.import_module("apprise")
    config = library.AppriseConfig()
    config.add(file)
    everybody = library.Apprise()
    everybody.add(config)
    if not everybody.notify(body="Hello.", title="A test"):
        raise RuntimeError("; ".join(said))


def zcml(file):
    """A mailer of zope.sendmail, made by its own directive."""
    import zope.component
    from zope.configuration import xmlconfig
    from zope.sendmail.interfaces import IMailer

    context = xmlconfig.file("meta.zcml", importlib.import_module("zope.component"))
    context = xmlconfig.file("meta.zcml", importlib.import_module("zope.sendmail"), context)
    xmlconfig.file(file, context=context)
    message = "From: ada@example.org\r\nTo: bob@example.net\r\nSubject: A test\r\n\r\nHello."
    zope.component.getUtility(IMailer, "smtp").send("ada@example.org", [RECIPIENT], message)


def logging_json(file):
    """A logging configuration in JSON whose handler sends what is logged; what the handler would print is raised."""
    import logging
    import logging.config

    def loud(handler, record):
        raise sys.exc_info()[1]

    logging.Handler.handleError = loud
    with open(file) as stream:
        logging.config.dictConfig(json.load(stream))
    logging.getLogger().error("Hello.")


def _flask_app(file):
    app = importlib.import_module("flask").Flask("app")
    if os.path.basename(file).startswith(".env"):
        app.config.update(_env_file(file))
    else:
        app.config.from_pyfile(file)
    return app


def _env_file(file):
    return importlib.import_module("dotenv").dotenv_values(file)


def flask_mail(file):
    """A Flask configuration module read by Flask-Mail."""
    library = importlib.import_module("flask_mail")
    app = _flask_app(file)
    mail = library.Mail(app)
    with app.app_context():
        mail.send(library.Message("A test", recipients=[RECIPIENT], body="Hello."))


def flask_mailman(file):
    """A Flask configuration module read by Flask-Mailman."""
    library = importlib.import_module("flask_mailman")
    app = _flask_app(file)
    library.Mail(app)
    with app.app_context():
        library.EmailMessage("A test", "Hello.", None, [RECIPIENT]).send()


def fastapi_mail(file):
    """A module that makes ``conf = ConnectionConfig(...)``, or a .env that the class reads from the environment."""
    import asyncio

    library = importlib.import_module("fastapi_mail")
    if os.path.basename(file).startswith(".env"):
        os.environ.update({key: value or "" for key, value in _env_file(file).items()})
        conf = library.ConnectionConfig()
    else:
        conf = runpy.run_path(file)["conf"]
    message = library.MessageSchema(subject="A test", recipients=[RECIPIENT], body="Hello.", subtype="plain")
    asyncio.run(library.FastMail(conf).send_message(message))


def _child(job, out):
    os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    os.environ.update(job.get("env", {}))
    os.chdir(job["folder"])
    error = ""
    began = time.monotonic()
    try:
        globals()[job["entry"]](job["file"])
    except SystemExit as stop:
        error = f"SystemExit: {stop.code}" if stop.code else ""
    except BaseException as caught:  # what a library raises is the result
        error = "".join(traceback.format_exception_only(type(caught), caught)).strip()
    result = json.dumps({"error": error, "seconds": time.monotonic() - began})
    os.write(out, result.encode("utf-8", "replace"))
    os._exit(0)


def run(job):
    """The result of one job; a child that overstays ``limit`` seconds is ended."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _child(job, write_end)
    os.close(write_end)
    ready, _, _ = select.select([read_end], [], [], job["limit"])
    answer = os.read(read_end, 1 << 20) if ready else b""
    os.close(read_end)
    if not ready:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if answer:
        return json.loads(answer)
    return {"error": "" if ready else "still waiting", "seconds": job["limit"], "died": bool(ready)}


def main():
    for name in PRELOADED[sys.argv[1]]:
        importlib.import_module(name)
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
