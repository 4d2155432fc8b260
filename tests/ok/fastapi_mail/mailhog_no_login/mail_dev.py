from fastapi_mail import ConnectionConfig

# MailHog of the compose file: no TLS, no login
dev_conf = ConnectionConfig(
    MAIL_USERNAME="",
    MAIL_PASSWORD="",
    MAIL_FROM="dev@example.com",
    MAIL_SERVER="mailhog",
    MAIL_PORT=1025,
    MAIL_STARTTLS=False,
    MAIL_SSL_TLS=False,
    USE_CREDENTIALS=False,
    VALIDATE_CERTS=False,
)
