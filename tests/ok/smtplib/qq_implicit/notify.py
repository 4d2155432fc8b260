# 每天早上把爬虫的结果发到自己的邮箱
# 授权码在 QQ 邮箱的设置里生成，放进环境变量，不要写进代码
import os
import smtplib
import ssl
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr

发件人 = "10000@qq.com"
SMTP_SERVER = "smtp.qq.com"


def 发送(标题: str, 正文: str, 收件人: list[str]) -> None:
    邮件 = MIMEMultipart()
    邮件["From"] = formataddr((str(Header("日报机器人", "utf-8")), 发件人))
    邮件["To"] = ", ".join(收件人)
    邮件["Subject"] = Header(标题, "utf-8")
    邮件.attach(MIMEText(正文, "plain", "utf-8"))

    上下文 = ssl.create_default_context()
    with smtplib.SMTP_SSL(SMTP_SERVER, 465, timeout=30, context=上下文) as 连接:
        连接.login(发件人, os.environ["QQ_MAIL_AUTH_CODE"])
        连接.sendmail(发件人, 收件人, 邮件.as_string())


if __name__ == "__main__":
    发送("爬虫日报", "今天一切正常。", ["10000@qq.com"])
