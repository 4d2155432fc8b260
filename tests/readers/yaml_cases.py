"""YAML texts that several tests share: valid ones, broken ones, and ones made to hurt."""

from __future__ import annotations

VALID = {
    "empty": "",
    "comment only": "# nothing\n",
    "scalar": "x\n",
    "map": "a: 1\nb: two\n",
    "nested": "a:\n  b:\n    c: 1\n  d: 2\ne: 3\n",
    "sequence in map": "a:\n- 1\n- b: 2\n  c: 3\n-\nd: 4\n",
    "sequence of sequences": "- - 1\n  - 2\n- [3, [4]]\n",
    "quoted": "a: 'it''s'\nb: \"x\\ty # no\"\n'c': \"\"\n\"d e\": ''\n",
    "multi-line quoted": 'a: "one\n  two\n\n  three"\nb: 1\n',
    "multi-line plain": "a: one\n  two\n  three\nb: 1\n",
    "block": "a: |\n  one\n   two\n\nb: >-\n  three\n  four\n\n# after\nc: |+\n  x\n\n\nd: |2\n   y\n",
    "block header comment": "a: |  # why\n  # not a comment\n  x\n # a comment\nb: 1\n",
    "empty block": "a: |\nb: >-\n\nc: 1\n",
    "flow": "a: {b: 1, 'c': [x, y, ], d, e: }\nf: [g: h, {i: j}]\nk: {\n  l: 1, # c\n  m: 2\n  }\n",
    "empty values": "a:\nb:   # c\nc: ~\nd: !!str\ne: &x\nf: ''\n",
    "anchors": "a: &a text\nb: *a\nc: &c\n  d: &d [1, 2]\n  e: *d\nf: *c\n*a : key\n",
    "merge": "a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\nc:\n  <<: [*a, {x: 9, z: 1}]\n",
    "tags": "a: !!str 1\nb: !!int '2'\nc: ! x\nd: !local [1]\ne: !<tag:yaml.org,2002:str> 3\nf: !!map {g: 1}\n",
    "property order": "a: !!str &a x\nb: &b !!str y\nc: &c # note\n  d: 1\n",
    "documents": "%YAML 1.1\n---\na: 1\n...\n# between\n---\nb: 2\n--- c\n--- |\n d\n",
    "explicit keys": "? a\n: 1\n? b\n? - c\n: 2\nd: 3\n",
    "unicode": 'ключ: значение\n\U0001f4e7: \U0001f600 # \U0001f600\nb: "\\U0001F600"\n',
    "crlf": "a: 1\r\nb:\r\n  c: 'x'\r\n  d: |\r\n    y\r\n    z\r\n# c\r\ne: \r\nf: 2\r\n",
    "no final line end": "a:\n  - b: c",
    "colons and hashes": "a: http://x:1/#y\nb: a#b\nc: 'a # b' # c\nd: x:y\n",
    "duplicate keys": "a: 1\na: 2\nb: {c: 1, c: 2}\n",
    "tabs behind values": "a: 1\t# c\nb:\t2\n",
}

BROKEN = {
    "nested mapping on a line": "a: 1\nb: c: d\ne: 2\n",
    "unclosed sequence": "a: [1, 2\nb: 3\n",
    "unclosed quote": "a: 'x\nb: 3\n",
    "tab as indentation": "a:\n\tb: 1\nc: 2\n",
    "reserved character": "a: @x\nb: 1\n",
    "missing colon": "a: 1\nb 2\nc: 3\n",
    "bad dedent": "a:\n    b: 1\n  c: 2\nd: 3\n",
    "bad escape": 'a: "\\q"\nb: 1\n',
    "undefined alias": "a: *x\nb: 1\n",
    "directive": "%YAML 9.9\n---\na: 1\n",
    "undeclared tag handle": "a: !x!y z\nb: 1\n",
    "mapping behind a sequence": "- 1\na: 2\n",
}


def deep_blocks(depth: int) -> str:
    """Mappings nested ``depth`` deep, one line each."""
    return "".join(" " * level + f"k{level}:\n" for level in range(depth))


def laughs(levels: int, aliases: int = 9) -> str:
    """Sequences of aliases to sequences of aliases."""
    lines = ["a0: &a0 x"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * aliases)}]" for level in range(1, levels)]
    return "\n".join(lines) + "\n"


def merges(levels: int, aliases: int = 9) -> str:
    """Mappings that merge mappings that merge mappings."""
    lines = ["a0: &a0 {k: 1}"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level}\n  <<: [{', '.join([f'*a{level - 1}'] * aliases)}]\n  k{level}: 1")
    return "\n".join(lines) + "\n"


HOSTILE = {
    "aliases 9^11": "host: a\n" + laughs(12),
    "merge keys 9^8": "host: a\n" + merges(9),
    "alias chain": "host: a\na0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 2000)),
    "many merges": "host: a\na: &a {" + ",".join(f"k{i}: 1" for i in range(2000)) + "}\n" + "m:\n  <<: *a\n" * 2000,
    "50 000 brackets": "host: a\nb: " + "[" * 50_000 + "\n",
    "50 000 braces": "host: a\nb: " + "{" * 50_000 + "\n",
    "10 000 nested flow": "host: a\nb: " + "[" * 10_000 + "]" * 10_000 + "\n",
    "brackets on lines": "host: a\n" + "a: [\n" * 20_000,
    "1 000 nested blocks": "host: a\n" + deep_blocks(1000),
    "nested dashes": "host: a\nb:\n  " + "- " * 100_000 + "\n",
    "nested question marks": "host: a\nb:\n  " + "? " * 100_000 + "\n",
    "2 MB on one line": "host: a\nb: " + "x" * (2 << 20) + "\n",
    "2 MB in open quotes": "host: a\nb: '" + "x" * (2 << 20),
    "many values": "host: a\nb: [" + "1," * 300_000 + "]\n",
    "many anchors": "host: a\nb:\n" + "".join(f"- &a{i} x\n" for i in range(20_000)),
    "many tag directives": "".join(f"%TAG !a{i}! b\n" for i in range(50_000)) + "---\nhost: a\n",
    "many documents": "host: a\n" + "---\n" * 50_000,
    "many broken lines": "host: a\n" + "".join(f"a{i}: b: c\n" for i in range(30_000)),
    "many comments": "host: a\n" + "b: 1 # c\n" * 20_000,
    "NUL bytes": "host: a\n" + "\0" * 200_000,
    "tabs": "host: a\n" + "\t" * 500_000,
    "quotes": "host: a\nb: " + '"' * 500_000,
    "anchors without values": "host: a\nb: " + "&a " * 300_000,
    "template openings": "host: a\nb: " + "{{" * 500_000,
    "template expressions": "host: a\nb: " + "{{x}} " * 100_000,
    "template lines": "host: a\n" + "{% if x %}\nb: {{ x }}\n" * 20_000,
    "template quotes": "host: a\nb: " + '{{ " ' * 200_000,
    "carriage returns": "host: a\r" + "b: 1\r" * 50_000,
}
