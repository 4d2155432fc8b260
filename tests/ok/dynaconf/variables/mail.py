import aiosmtplib
from dynaconf import Dynaconf

settings = Dynaconf(envvar_prefix=False, load_dotenv=True)


async def send(message):
    await aiosmtplib.send(
        message,
        hostname=settings("MAIL_HOST"),
        port=settings.get("MAIL_PORT", cast="@int"),
        start_tls=settings.as_bool("MAIL_TLS"),
        username=settings["mail_user"],
        password=settings.MAIL_PASSWORD,
        timeout=10,
    )
