"""Clients of .NET: programs in C# that send with System.Net.Mail.SmtpClient, run by real runtimes."""

from __future__ import annotations

from collections.abc import Iterator

from .catalogue import Client, Spec

# The runtimes: an old one, and one of today.
RUNTIMES = {"3.1": ".NET Core 3.1.23", "9.0": ".NET 9.0.1"}
_SEND = 'client.Send("{}", "bob@example.net", "A test", "Hello.");'


def smtp_client_cs(spec: Spec) -> str:
    """A program that sets an SmtpClient up property by property and sends a message."""
    arguments = [f'"{spec["host"]}"', *([str(spec["port"])] if "port" in spec else [])]
    login = f'"{spec["username"]}", "{spec["password"]}"' if "username" in spec else ""
    lines = ["EnableSsl = true"] if spec["mode"] == "starttls" else []
    lines += [f"Credentials = new NetworkCredential({login})"] if login else []
    lines += [f"Timeout = {int(spec['timeout'] * 1000)}"] if "timeout" in spec else []
    return _program(f"new SmtpClient({', '.join(arguments)})", *(f"client.{one};" for one in lines))


def _program(made: str, *lines: str) -> str:
    body = "".join(f"            {line}\n" for line in (*lines, _SEND.format("ada@example.org")))
    using = "".join(f"using {one};\n" for one in ("System", "System.Net", "System.Net.Mail"))
    main = f"        using (var client = {made})\n        {{\n{body}        }}\n"
    return f"{using}\npublic static class Mailer\n{{\n    public static void Main()\n    {{\n{main}    }}\n}}\n"


_LOGIN = 'new NetworkCredential("ada@example.org", "Brighton1815!")'


def _texts() -> Iterator[tuple[str, str]]:
    host = 'new SmtpClient("mail.example.org", 587)'
    for how in ("client.EnableSsl = true;", "client.EnableSsl = false;", ""):
        for method in ("Network", "SpecifiedPickupDirectory"):
            lines = [f"client.DeliveryMethod = SmtpDeliveryMethod.{method};", f"client.Credentials = {_LOGIN};", how]
            lines += ['client.PickupDirectoryLocation = Environment.GetEnvironmentVariable("HOME");']
            yield f"{method} {how}", _program(host, *lines)
    options = f"EnableSsl = true, Timeout = 1000, UseDefaultCredentials = false, Credentials = {_LOGIN}"
    yield "all in the initializer", _program(f"{host} {{ {options} }}")
    named = f'Host = "mail.example.org", Port = 587, {options}'
    yield "host and port in the initializer", _program(f"new SmtpClient {{ {named} }}")
    yield "host and port in brackets", _program(f"new SmtpClient() {{ {named} }}")
    for port in (25, 465, 587, 2525):
        yield f"Port = {port}", _program(f'new SmtpClient("mail.example.org") {{ Port = {port}, {options} }}')
    yield "no port", _program(f'new SmtpClient("mail.example.org") {{ {options} }}')
    for mechanisms in ("cram-md5", "login-only", "all-mechanisms", "login-needed", "xoauth2-only"):
        for ssl in ("true", "false"):
            made = f'new SmtpClient("{mechanisms}.example.net", 587) {{ {options} }}'
            yield f"{mechanisms} EnableSsl = {ssl}", _program(made.replace("= true", f"= {ssl}"))
    for secret in ('""', '"wrong"'):
        login = f'new NetworkCredential("ada@example.org", {secret})'
        yield f"password {secret}", _program(host, "client.EnableSsl = true;", f"client.Credentials = {login};")


CLIENTS = [
    Client(
        "system-net-mail",
        version,
        f"dotnet:dotnet{version.partition('.')[0]}",
        "dotnet",
        "Mailer.cs",
        smtp_client_cs,
        "host port username password timeout",
        modes="starttls none",
        sender=False,
        label=f"system-net-mail ({name})",
        texts=_texts,
    )
    for version, name in RUNTIMES.items()
]
