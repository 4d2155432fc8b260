"""Service names for the port scanner of the inventory."""
SMTP_PORT = 25
SMTPS_PORT = 465
SUBMISSION_PORT = 587
IMAP_PORT = 143
IMAPS_PORT = 993
POP3_PORT = 110

NAMES = {
    SMTP_PORT: "smtp",
    SMTPS_PORT: "smtps",
    SUBMISSION_PORT: "submission",
    IMAP_PORT: "imap",
    IMAPS_PORT: "imaps",
    POP3_PORT: "pop3",
}


def describe(port: int) -> str:
    return NAMES.get(port, f"tcp/{port}")
