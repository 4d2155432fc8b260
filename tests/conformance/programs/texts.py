"""Small programs at random, in JavaScript, PHP and Ruby: branches, defaults, casts and reads of the environment."""

from __future__ import annotations

import random

ENVIRONMENT: dict[str, list[str | None]] = {
    "NODE_ENV": ["production", "development", "test", None],
    "SMTP_PORT": ["465", "587", "", None, "25"],
    "SMTP_SECURE": ["true", "false", "", None, "1"],
    "MODE": ["a", "b", None],
}
WORDS = ("'production'", "'development'", "'true'", "'465'", "'a'", "''")
HEADS = {"javascript": 'const nodemailer = require("nodemailer");\n', "php": "<?php\n", "ruby": ""}
_LITERALS = {
    "javascript": ("465", "587", '"smtp.a.org"', '"ssl"', "true", "false", '"465"', "0", '""', "null"),
    "php": ("465", "587", "'smtp.a.org'", "'ssl'", "true", "false", "'465'", "0", "''", "null"),
    "ruby": ("465", "587", '"smtp.a.org"', '"ssl"', "true", "false", '"465"', "0", '""', "nil"),
}
_KEYS = {
    "javascript": ("host", "port", "secure", "user"),
    "php": ("Host", "Port", "SMTPSecure", "SMTPAuth"),
    "ruby": ("address", "port", "tls", "ssl"),
}
_NUMBERS = {"javascript": "Number({})", "php": "(int) {}", "ruby": "{}.to_i"}
_DEFAULTED = {
    "javascript": 'parseInt({} || "587", 10)', "php": "intval({} ?: 587)", "ruby": "ENV.fetch('SMTP_PORT', 587).to_i",
}  # fmt: skip
_EITHER = {"javascript": ("||", "??"), "php": ("?:", "??"), "ruby": ("||",)}


class Writer:
    """Writes one program after another in a language."""

    def __init__(self, chance: random.Random, language: str) -> None:
        self.chance = chance
        self.language = language
        self.names: list[str] = []
        self.end = "" if language == "ruby" else ";"

    def program(self) -> str:
        """One program, which gives its settings once."""
        self.names = []
        lines: list[str] = []
        for number in range(self.chance.randint(0, 3)):
            name = ("$v" if self.language == "php" else "v") + str(number)
            lines += self.variable(name)
            self.names.append(name)
        lines += getattr(self, f"{self.language}_settings")()
        return HEADS[self.language] + "\n".join(lines) + "\n"

    # -- expressions ---------------------------------------------------------------------------------------------------

    def variable_read(self) -> str:
        name = self.chance.choice(list(ENVIRONMENT))
        return {"javascript": f"process.env.{name}", "php": f"getenv('{name}')", "ruby": f'ENV["{name}"]'}[
            self.language
        ]

    def test(self, depth: int = 0) -> str:
        roll = self.chance.random()
        equal, other = ("==", "!=") if self.language == "ruby" else ("===", "!==")
        if depth < 2 and roll < 0.12:
            return f"!({self.test(depth + 1)})"
        if depth < 2 and roll < 0.35:
            form = "{} && {}" if roll < 0.25 else "({} || {})"
            return form.format(self.test(depth + 1), self.test(depth + 1))
        if roll < 0.65:
            return f"{self.variable_read()} {self.chance.choice([equal, equal, other])} {self.chance.choice(WORDS)}"
        if roll < 0.75:
            return self.variable_read()
        if roll < 0.85 and self.names:
            return f"{self.chance.choice(self.names)} {self.chance.choice([equal, other])} {self.literal()}"
        if roll < 0.9 and self.names:
            return self.chance.choice(self.names)
        return self.chance.choice(["true", "false"])

    def literal(self) -> str:
        return self.chance.choice(_LITERALS[self.language])

    def value(self, depth: int = 0) -> str:
        roll = self.chance.random()
        if depth < 3 and roll < 0.25:
            text = f"({self.test()}) ? {self.value(depth + 1)} : {self.value(depth + 1)}"
            return text if depth == 0 else f"({text})"
        if depth < 2 and roll < 0.37:
            return f"({self.variable_read()} {self.chance.choice(_EITHER[self.language])} {self.value(depth + 1)})"
        if roll < 0.45:
            return _NUMBERS[self.language].format(self.variable_read())
        if roll < 0.52:
            return _DEFAULTED[self.language].format(self.variable_read())
        if roll < 0.6:
            return f"({self.test()})"
        if roll < 0.68 and self.names:
            return self.chance.choice(self.names)
        if roll < 0.72:
            return self.variable_read()
        if roll < 0.76 and self.language == "ruby":
            return self.chance.choice(["ENV.fetch('SMTP_PORT', 587)", "ENV.fetch('SMTP_PORT') { 465 }"])
        return self.literal()

    # -- statements ----------------------------------------------------------------------------------------------------

    def variable(self, name: str) -> list[str]:
        declares = {"javascript": ["const ", "let "], "php": [""], "ruby": [""]}[self.language]
        if self.chance.random() < 0.5:
            return [f"{self.chance.choice(declares)}{name} = {self.value()}{self.end}"]
        first = f"{declares[-1]}{name} = {self.value()}{self.end}"
        if self.language == "javascript" and self.chance.random() < 0.5:
            first = f"let {name};"
        return [first, *self.branches(lambda: [f"{name} = {self.value()}{self.end}"])]

    def branches(self, body: object) -> list[str]:
        assert callable(body)
        roll = self.chance.random()
        if self.language == "ruby":
            return self.ruby_branches(body, roll)
        if roll < 0.2:
            other = [f"else {body()[0]}"] if self.chance.random() < 0.5 else []
            return [f"if ({self.test()}) {body()[0]}", *other]
        if roll < 0.32:
            return self.switch(body)
        if roll < 0.4:
            loop = "for (const x of [1]) {" if self.language == "javascript" else "foreach ([1] as $x) {"
            return [loop, *body(), "}"]
        lines = [f"if ({self.test()}) {{", *body()]
        if self.chance.random() < 0.3:
            word = "else if" if self.language == "javascript" else self.chance.choice(["else if", "elseif"])
            lines += [f"}} {word} ({self.test()}) {{", *body()]
        if self.chance.random() < 0.6:
            lines += ["} else {", *body()]
        return [*lines, "}"]

    def switch(self, body: object) -> list[str]:
        assert callable(body)
        lines = [f"switch ({self.variable_read()}) {{", "case 'production':"]
        lines += ["case 'a':"] if self.chance.random() < 0.3 else []
        lines += [*body(), "break;", "case 'development':", *body()]
        lines += ["break;"] if self.chance.random() < 0.8 else []
        lines += ["default:", *body()] if self.chance.random() < 0.6 else []
        return [*lines, "}"]

    def ruby_branches(self, body: object, roll: float) -> list[str]:
        assert callable(body)
        if roll < 0.25:
            return [f"{body()[0]} {self.chance.choice(['if', 'unless'])} {self.test()}"]
        other = ["else", *body()] if self.chance.random() < 0.6 else []
        if roll < 0.35:
            first = [f"case {self.variable_read()}", "when 'production', 'a'", *body()]
            return [*first, "when 'development'", *body(), *other, "end"]
        lines = [f"{self.chance.choice(['if', 'if', 'unless'])} {self.test()}", *body()]
        if lines[0].startswith("if") and self.chance.random() < 0.3:
            lines += [f"elsif {self.test()}", *body()]
        return [*lines, *other, "end"]

    # -- what is given -------------------------------------------------------------------------------------------------

    def javascript_settings(self) -> list[str]:
        entries = []
        for key in _KEYS["javascript"]:
            roll = self.chance.random()
            if roll < 0.6:
                entries.append(f"{key}: {self.value()}")
            elif roll < 0.7:
                entries.append(f"...({self.test()} && {{ {key}: {self.value()} }})")
            elif roll < 0.8:
                entries.append(f"...({self.test()} ? {{ {key}: {self.value()} }} : {{}})")
            elif roll < 0.9:
                entries.append(f"auth: {{ {key}: {self.value()} }}")
        options = "{ " + ", ".join(entries) + " }"
        if self.chance.random() < 0.25:
            options = f"{self.test()} ? {options} : {{ host: {self.value()}, port: {self.value()} }}"
        if self.chance.random() < 0.3:
            return [f"let options = {options};", "nodemailer.createTransport(options);"]
        return [f"nodemailer.createTransport({options});"]

    def php_settings(self) -> list[str]:
        lines = ["$mail = new PHPMailer();"]
        for key in _KEYS["php"]:
            roll = self.chance.random()
            plain = f"$mail->{key} = {self.value()};"
            lines += [plain] if roll < 0.7 else []
            if roll > 0.5:
                lines += self.branches(lambda key=key: [f"$mail->{key} = {self.value()};"])
        return lines

    def ruby_settings(self) -> list[str]:
        def mapping() -> list[str]:
            pairs = [f"{key}: {self.value()}" for key in _KEYS["ruby"] if self.chance.random() < 0.8]
            return ["c.smtp_settings = { " + ", ".join(pairs) + " }"]

        first = mapping() if self.chance.random() < 0.7 else []
        return [*first, *(self.branches(mapping) if not first or self.chance.random() < 0.4 else [])]
