"""Alert mails through the postfix container of the same compose project. The relay takes no login."""
import smtplib
import socket
from email.mime.text import MIMEText

RELAY = ("postfix", 25)


def alert(subject: str, text: str) -> bool:
    msg = MIMEText(text, _charset="utf-8")
    msg["Subject"] = f"[{socket.gethostname()}] {subject}"
    msg["From"] = "alerts@example.org"
    msg["To"] = "oncall@example.org"
    try:
        server = smtplib.SMTP(RELAY[0], RELAY[1], timeout=10)
    except OSError:
        return False
    try:
        server.sendmail("alerts@example.org", ["oncall@example.org"], msg.as_string())
    finally:
        server.quit()
    return True
