from fastapi_mail import ConnectionConfig

from config import settings

conf = ConnectionConfig(
    MAIL_SERVER=settings.mail.server,
    MAIL_PORT=settings.mail.port,
    MAIL_STARTTLS=settings.mail.starttls,
    MAIL_SSL_TLS=settings.mail.ssl,
    MAIL_USERNAME="ada@gmail.com",
    MAIL_PASSWORD=settings.mail.password,
    MAIL_FROM="ada@gmail.com",
)
