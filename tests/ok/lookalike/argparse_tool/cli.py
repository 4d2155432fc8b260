import argparse
import smtplib
import ssl


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(description="Send a file by mail")
    p.add_argument("--host", default="localhost")
    p.add_argument("--port", type=int, default=0)
    p.add_argument("--user")
    p.add_argument("--password")
    p.add_argument("--tls", choices=["none", "starttls", "implicit"], default="starttls")
    p.add_argument("--timeout", type=float, default=20.0)
    p.add_argument("--from", dest="sender", required=True)
    p.add_argument("to", nargs="+")
    return p


def connect(args: argparse.Namespace) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if args.tls == "implicit":
        return smtplib.SMTP_SSL(args.host, args.port or 465, timeout=args.timeout, context=context)
    client = smtplib.SMTP(args.host, args.port or 587, timeout=args.timeout)
    if args.tls == "starttls":
        client.starttls(context=context)
    elif args.user:
        raise SystemExit("no login without TLS")
    return client


def main() -> None:
    args = parser().parse_args()
    with connect(args) as client:
        if args.user:
            client.login(args.user, args.password or "")
        client.sendmail(args.sender, args.to, "Subject: file\r\n\r\nsee attachment\r\n")


if __name__ == "__main__":
    main()
