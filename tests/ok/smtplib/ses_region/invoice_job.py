import os
import smtplib
import ssl
from email.message import EmailMessage

REGION = os.environ.get("AWS_REGION", "eu-central-1")


class InvoiceMailer:
    """Sends invoices by Amazon SES over its SMTP endpoint of the region that holds the credentials."""

    def __init__(self) -> None:
        self.host = f"email-smtp.{REGION}.amazonaws.com"
        self.user = os.environ["SES_SMTP_USERNAME"]
        self.password = os.environ["SES_SMTP_PASSWORD"]
        self.context = ssl.create_default_context()
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2

    def deliver(self, message: EmailMessage) -> None:
        smtp = smtplib.SMTP(self.host, 587, local_hostname="billing.example.com", timeout=30)
        try:
            smtp.ehlo()
            smtp.starttls(context=self.context)
            smtp.ehlo()
            smtp.login(self.user, self.password)
            smtp.send_message(message)
        finally:
            smtp.close()

    def invoice(self, to: str, number: str, pdf: bytes) -> None:
        message = EmailMessage()
        message["From"] = "Billing <billing@example.com>"
        message["To"] = to
        message["Subject"] = f"Your invoice {number}"
        message.set_content("Thank you for your order. The invoice is attached.")
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{number}.pdf")
        self.deliver(message)
