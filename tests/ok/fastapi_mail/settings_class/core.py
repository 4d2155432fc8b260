from functools import lru_cache

from fastapi_mail import ConnectionConfig
from pydantic import EmailStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    project_name: str = "warehouse"
    database_url: str
    mail_host: str = "in-v3.mailjet.com"
    mail_port: int = 587
    mail_username: str
    mail_password: str
    mail_from: EmailStr = "stock@example.com"


@lru_cache
def get_settings() -> Settings:
    return Settings()


def mail_config() -> ConnectionConfig:
    s = get_settings()
    return ConnectionConfig(
        MAIL_SERVER=s.mail_host,
        MAIL_PORT=s.mail_port,
        MAIL_USERNAME=s.mail_username,
        MAIL_PASSWORD=s.mail_password,
        MAIL_FROM=s.mail_from,
        MAIL_STARTTLS=True,
        MAIL_SSL_TLS=False,
    )
