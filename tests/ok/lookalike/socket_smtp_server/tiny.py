"""Answers enough SMTP for a unit test; never sends anything."""
import socketserver


class TinySMTP(socketserver.StreamRequestHandler):
    def reply(self, text: str) -> None:
        self.wfile.write(text.encode("ascii") + b"\r\n")

    def handle(self) -> None:
        self.reply("220 tiny ESMTP")
        in_data = False
        for raw in self.rfile:
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if in_data:
                if line == ".":
                    in_data = False
                    self.reply("250 OK")
                continue
            verb = line.split(" ", 1)[0].upper()
            if verb == "EHLO":
                self.reply("250-tiny")
                self.reply("250-STARTTLS")
                self.reply("250 AUTH PLAIN LOGIN")
            elif verb == "STARTTLS":
                self.reply("454 4.7.0 TLS not available")
            elif verb == "DATA":
                in_data = True
                self.reply("354 go on")
            elif verb == "QUIT":
                self.reply("221 bye")
                return
            else:
                self.reply("250 OK")


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("127.0.0.1", 8025), TinySMTP) as server:
        server.serve_forever()
