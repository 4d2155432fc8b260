"""Options of the command line tool; every value can be given by the caller."""
from dataclasses import dataclass, field


@dataclass
class MailOptions:
    smtp_server: str = "localhost"
    smtp_port: int = 25
    smtp_user: str | None = None
    smtp_password: str | None = None
    use_ssl: bool = False
    use_starttls: bool = False
    timeout: float | None = None
    recipients: list[str] = field(default_factory=list)


HELP = """
--smtp-server HOST    default: localhost; for Gmail smtp.gmail.com
--smtp-port PORT      25, 465 or 587
--ssl                 TLS from the first byte (465)
--starttls            upgrade (587)
"""
