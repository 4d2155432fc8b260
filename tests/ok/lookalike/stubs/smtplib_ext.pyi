import ssl
from collections.abc import Sequence
from email.message import Message
from typing import Any

SMTP_PORT: int
SMTP_SSL_PORT: int

class Client:
    host: str
    port: int
    use_tls: bool
    use_ssl: bool
    timeout: float | None
    def __init__(
        self, host: str = ..., port: int = ..., *, timeout: float | None = ..., context: ssl.SSLContext | None = ...
    ) -> None: ...
    def starttls(self, context: ssl.SSLContext | None = ...) -> tuple[int, bytes]: ...
    def login(self, user: str, password: str) -> None: ...
    def send_message(self, msg: Message, to: Sequence[str] | None = ...) -> dict[str, Any]: ...
