"""Which files are looked at: their kinds by name, the walk through folders, bounded reading, the prefilter, roots."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LIMIT = 2 * 1024 * 1024  # bytes of one file; larger ones are not settings
_CHUNK = 1 << 20

PRUNED = frozenset(
    (".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".nox", ".mypy_cache",
     ".ruff_cache", ".pytest_cache", "dist-packages", "site-packages", "target")
)  # fmt: skip

# ---------------------------------------------------------------------------------------------------- kinds of file

_BY_SUFFIX = {
    "yaml": ("yaml", ""),
    "yml": ("yaml", ""),
    "toml": ("toml", ""),
    "json": ("json", ""),
    "jsonc": ("json", "json5"),
    "json5": ("json", "json5"),
    "hjson": ("json", "hjson"),
    "py": ("python", ""),
    "php": ("php", ""),
    "rb": ("ruby", ""),
    "js": ("javascript", ""),
    "mjs": ("javascript", ""),
    "cjs": ("javascript", ""),
    "ts": ("javascript", ""),
    "mts": ("javascript", ""),
    "cts": ("javascript", ""),
    "jsx": ("javascript", ""),
    "tsx": ("javascript", ""),
    "go": ("go", ""),
    "ex": ("elixir", ""),
    "exs": ("elixir", ""),
    "cs": ("csharp", ""),
    "ini": ("ini", ""),
    "cfg": ("ini", ""),
    "conf": ("ini", ""),
    "properties": ("properties", ""),
    "xml": ("xml", ""),
    "zcml": ("xml", ""),
    "config": ("xml", ""),
    "env": ("dotenv", ""),
    "dockerfile": ("dockerfile", ""),
    "service": ("unit", ""),
    "curlrc": ("options", "curl"),
    "swaksrc": ("options", "swaks"),
}
_BY_NAME = {
    "dockerfile": ("dockerfile", ""),
    "containerfile": ("dockerfile", ""),
    "msmtprc": ("msmtp", ""),
    ".msmtprc": ("msmtp", ""),
    "msmtp.conf": ("msmtp", ""),
    ".env": ("dotenv", ""),
    "env": ("dotenv", ""),
    ".flaskenv": ("dotenv", "python-dotenv"),
    ".envrc": ("dotenv", "shell"),
    "paperless.conf": ("dotenv", ""),
    "ssmtp.conf": ("properties", ""),
    "dma.conf": ("directives", "dma"),
    "main.cf": ("directives", "postfix"),
    "apprise.conf": ("directives", "urls"),
    "curlrc": ("options", "curl"),
    "_curlrc": ("options", "curl"),
    "curl.conf": ("options", "curl"),
    "curl.cfg": ("options", "curl"),
    "curl.config": ("options", "curl"),
    ".gitconfig": ("ini", "git"),
    "gitconfig": ("ini", "git"),
    "swaksrc": ("options", "swaks"),
    "swaks.conf": ("options", "swaks"),
    "exim.conf": ("exim", ""),
    "exim4.conf": ("exim", ""),
    ".apprise": ("directives", "urls"),
    "update-exim4.conf.conf": ("dotenv", "shell"),
    "graylog.conf": ("properties", ""),
    "master.cfg": ("python", ""),  # Buildbot
    "alertad.conf": ("python", ""),  # Alerta
    "indico.conf": ("python", ""),
    ".odoorc": ("ini", ""),
    "config.ini.php": ("ini", ""),  # Matomo
}
# Endings of samples and templates, which stand behind the ending of the format.
_WRAPPERS = frozenset(
    ("dist", "example", "sample", "template", "tmpl", "gotmpl", "tpl", "default", "j2", "jinja", "jinja2", "tera", "t",
     "erb", "in", "tftpl", "ctmpl", "mustache", "hbs", "handlebars", "envsubst")
)  # fmt: skip
# What chezmoi puts before ``dot_``, which stands for the dot of a name, and what an encrypted file does not have.
_CHEZMOI = frozenset(("private", "readonly", "empty", "executable", "exact", "create", "modify", "symlink", ""))
# What follows ``env.`` in the name of an environment file.
_ENV_SUFFIXES = frozenset(
    ("local", "dev", "development", "prod", "production", "stage", "staging", "test", "testing", "docker", "ci",
     "defaults")
)  # fmt: skip
# What may follow ``.env.`` and ``Dockerfile.`` and is no such file.
_NOT_ENV = frozenset(
    ("js", "mjs", "cjs", "ts", "tsx", "jsx", "php", "rb", "go", "rs", "sh", "bash", "ps1", "md", "rst", "txt", "html",
     "gpg", "asc", "enc", "age", "sops", "vault", "swp", "swo", "lock", "key", "keys", "gz", "zip", "tar",
     "dockerignore")
)  # fmt: skip


def format_of(path: str) -> tuple[str, str] | None:
    """Format and dialect hint of a file by its name, or None where no reader exists for it.

    The formats are those of ``readers.base.Document``. Lock files and minified JSON are never candidates.
    """
    name = path[path.rfind("/") + 1 :].lower()
    if os.sep != "/":
        name = name[name.rfind(os.sep) + 1 :]
    if "dot_" in name and _CHEZMOI.issuperset(name.partition("dot_")[0].split("_")):
        name = "." + name.partition("dot_")[2]
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return _by_folder(path, name)
    if suffix == "conf" and ".service.d" in path:
        return ("unit", "")  # a drop-in of systemd
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix] if suffix != "json" and "lock" not in stem else _unless_locked(stem, suffix)
    if name.startswith((".env.", ".env-", ".env_", "dockerfile.", "containerfile.")):
        return None if suffix in _NOT_ENV else ("dotenv" if name[0] == "." else "dockerfile", "")
    if suffix in _WRAPPERS:
        return format_of(stem)
    if stem == "env" and suffix in _ENV_SUFFIXES:
        return ("dotenv", "")
    return _by_folder(path, name)


def _unless_locked(stem: str, suffix: str) -> tuple[str, str] | None:
    """The format of a suffix, unless the name is that of a lock file, of its kind, or of minified JSON."""
    machine_made = stem.endswith(("-lock", ".lock", ".min")) or stem == "npm-shrinkwrap"
    return None if machine_made else _BY_SUFFIX[suffix]


def _by_folder(path: str, name: str) -> tuple[str, str] | None:
    """Files that only their folder explains, such as ``msmtp/config`` and ``.envs/.production/.django``."""
    folder = path.replace(os.sep, "/")[: -len(name)]
    if name == "config" and folder.endswith(("msmtp/", ".msmtp/")):
        return ("msmtp", "")
    if name == "remotes" and folder.endswith("nullmailer/"):
        return ("directives", "remotes")
    if name.startswith(".") and (folder.startswith(".envs/") or "/.envs/" in folder):
        return ("dotenv", "")
    return None


# ---------------------------------------------------------------------------------------------------- prefilter

_BOMS_16 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# Words of which one stands in every Python, JSON or TOML file that configures mail; ``mail_`` is in ``email_``.
_STRICT = (
    b"mail_", b"mailer", b'"mail', b"'mail", b"[mail", b"[email", b"emailse", b"mailnotifier", b"email = {", b"email={",
    b'"email": {', b'"email":{', b"config.from_", b"env.email(",
)  # fmt: skip


_VARIABLES = b"swaks_opt_"  # begins the names of a mail program's variables, which need not name mail
CODE = ("php", "ruby", "javascript", "go", "elixir", "csharp")
_LONGEST_CODE = 400_000  # bytes; longer files of program code are libraries or made by machines
# What mail settings in program code name where they do not name SMTP.
_CODE_WORDS = (b"createtransport", b"action_mailer", b"gomail", b"go-mail", b"mail.v2", b"ory/mail", b"phpmailer",
               b"mailermodule", b"delivery_method")  # fmt: skip


# Python modules that say by one of these that their settings stand in other files.
_PYTHON_ELSEWHERE = (b"djangodynaconf(", b"flaskdynaconf(", b"split_settings")


def prefilter(data: bytes, format: str) -> bool:
    """Whether a file can hold mail settings at all. False is certain, True means that it has to be read."""
    if format in ("msmtp", "directives", "options"):
        return True
    low = (_utf8(data) if data.startswith(_BOMS_16) else data).lower()
    if b"smtp" in low:
        return format not in CODE or len(low) <= _LONGEST_CODE
    if format == "python" and any(word in low for word in _PYTHON_ELSEWHERE):
        return True
    if format in CODE:
        return len(low) <= _LONGEST_CODE and any(word in low for word in _CODE_WORDS)
    if b"mail" not in low:
        return _VARIABLES in low
    return format not in ("python", "json", "toml", "xml") or any(word in low for word in _STRICT)


def _utf8(data: bytes) -> bytes:
    wide = data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"))
    return data.decode("utf-32" if wide else "utf-16", "ignore").encode("utf-8", "ignore")


# ---------------------------------------------------------------------------------------------------- reading


def read_bytes(path: str, limit: int = LIMIT) -> bytes | str:
    """The bytes of a regular file of at most ``limit`` bytes, or the reason (a text) why it is not read.

    A FIFO, a device or a folder is never waited for: the file is opened without blocking and looked at first.
    """
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        return _reason(error)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return _kind(found.st_mode)
        if found.st_size > limit:
            return _too_large(limit)
        return _read_all(handle, found.st_size, limit)
    except OSError as error:
        return _reason(error)
    finally:
        os.close(handle)


_FLAGS = os.O_RDONLY
for _flag in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
    _FLAGS |= getattr(os, _flag, 0)


def _read_all(handle: int, size: int, limit: int) -> bytes | str:
    data = os.read(handle, size + 1)  # one more than it says: a shorter answer is the whole file, in one call
    if len(data) == size and size:
        return data
    pieces = [data]
    total = len(data)
    while data and total <= limit:
        data = os.read(handle, _CHUNK)
        pieces.append(data)
        total += len(data)
    return _too_large(limit) if total > limit else b"".join(pieces)


def _too_large(limit: int) -> str:
    return f"larger than {limit:,} bytes"


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder, not a file"
    if stat.S_ISFIFO(mode):
        return "a named pipe, not a file"
    if stat.S_ISSOCK(mode):
        return "a socket, not a file"
    return "a device, not a file"


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    if isinstance(error, IsADirectoryError):
        return "a folder, not a file"
    if isinstance(error, OSError):
        return f"cannot be read: {(error.strerror or 'unknown error').lower()}"
    return "not a path: it holds a NUL character"


# ---------------------------------------------------------------------------------------------------- roots

_roots: dict[tuple[str, str], str | None] = {}
_tracked: dict[str, frozenset[str] | None] = {}


def forget() -> None:
    """Drops what was learned of folders and repositories (for programs that run on, such as the language server)."""
    _roots.clear()
    _tracked.clear()


def project_root(path: str) -> str:
    """The nearest folder at or above ``path`` with .git, pyproject.toml or smtplint.toml; else that of ``path``."""
    start = _folder(path)
    return _above(start, "project", _is_project) or start


def find_config(path: str) -> str | None:
    """The configuration file for ``path``: the nearest smtplint.toml, or pyproject.toml with a smtplint table.

    The search ends at the root of the repository: what lies outside of it is not the same on every machine.
    """
    folder = _above(_folder(path), "config", _ends_config_search)
    return _config_in(folder) if folder is not None else None


def repository_root(path: str) -> str | None:
    """The nearest folder at or above ``path`` that holds .git (a folder, or a file in a linked work tree), or None."""
    return _above(_folder(path), "git", _is_repository)


def _folder(path: str) -> str:
    full = os.path.abspath(path)
    return full if os.path.isdir(full) else os.path.dirname(full)


def _above(folder: str, kind: str, test: Callable[[str], bool]) -> str | None:
    """The first folder from ``folder`` upwards that passes the test; every folder on the way is remembered."""
    way: list[str] = []
    while (kind, folder) not in _roots:
        way.append(folder)
        parent = os.path.dirname(folder)
        if test(folder):
            _roots[(kind, folder)] = folder
        elif parent == folder:
            _roots[(kind, folder)] = None
        else:
            folder = parent
    found = _roots[(kind, folder)]
    for passed in way:
        _roots[(kind, passed)] = found
    return found


def _is_repository(folder: str) -> bool:
    return os.path.lexists(os.path.join(folder, ".git"))


def _is_project(folder: str) -> bool:
    return any(os.path.lexists(os.path.join(folder, name)) for name in (".git", "pyproject.toml", "smtplint.toml"))


def _ends_config_search(folder: str) -> bool:
    return _config_in(folder) is not None or _is_repository(folder)


def _config_in(folder: str) -> str | None:
    own = os.path.join(folder, "smtplint.toml")
    if os.path.isfile(own):
        return own
    shared = os.path.join(folder, "pyproject.toml")
    return shared if os.path.isfile(shared) and _has_table(shared) else None


def _has_table(path: str) -> bool:
    data = read_bytes(path)
    if isinstance(data, str) or b"smtplint" not in data:
        return False
    lines = (line.replace(b" ", b"").replace(b"\t", b"").replace(b'"', b"") for line in data.splitlines())
    return any(line.startswith((b"[tool.smtplint]", b"[tool.smtplint.", b"tool.smtplint.")) for line in lines)


def is_tracked(path: str) -> bool | None:
    """Whether git tracks (or has staged) a file; None where there is no repository or no git.

    Git is asked once for each repository; ``forget`` drops its answers.
    """
    full = os.path.abspath(path)
    full = os.path.join(os.path.realpath(os.path.dirname(full)), os.path.basename(full))
    root = repository_root(os.path.dirname(full))
    if root is None:
        return None
    if root not in _tracked:
        from .git import names

        listed = names(root, "--cached")
        _tracked[root] = None if listed is None else frozenset(listed)
    tracked = _tracked[root]
    return None if tracked is None else os.path.relpath(full, root).replace(os.sep, "/") in tracked


# ---------------------------------------------------------------------------------------------------- walking

_EXCLUDED = "excluded by the configuration"
_NO_READER = "not a kind of file that smtplint reads"


def walk(paths: list[str], *, exclude: list[str], base: str = "") -> tuple[list[str], list[tuple[str, str]]]:
    """The files to look at, each once, and those skipped with the reason.

    Files that are named are always taken, ignored by git or not. Folders are walked as git lists them (tracked and new,
    not ignored), with the ``.env*`` files beside listed ones, which git mostly ignores and a laptop mostly has; outside
    a repository, without virtual environments, caches and packages. Links to folders are not followed, submodules are
    left to their own repository. ``exclude`` holds globs relative to ``base`` (empty: the working directory).
    """
    found: dict[str, None] = {}
    skipped: list[tuple[str, str]] = []
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        except (OSError, ValueError) as error:
            skipped.append((path, _reason(error)))
            continue
        if is_folder:
            found.update(dict.fromkeys(sorted(_in_folder(path, skipped))))
        elif format_of(path) is None:
            skipped.append((path, _NO_READER))
        else:
            found[path] = None
    return _without(list(found), exclude, base, skipped), skipped


def _without(files: list[str], exclude: list[str], base: str, skipped: list[tuple[str, str]]) -> list[str]:
    if not exclude:
        return files
    from .globs import matches

    kept = []
    for path in files:
        relative = os.path.relpath(path, base or os.curdir).replace(os.sep, "/")
        if any(matches(pattern, relative) for pattern in exclude):
            skipped.append((path, _EXCLUDED))
        else:
            kept.append(path)
    return kept


def _in_folder(folder: str, skipped: list[tuple[str, str]]) -> Iterator[str]:
    """The candidates in a folder: by git where it knows of files in it, else (all ignored, no git) by own walk."""
    if repository_root(folder) is not None:
        from .git import names

        listed = names(folder, "--cached", "--others", "--exclude-standard")
        if listed:
            yield from _listed(folder, listed, skipped)
            return
    yield from _own_walk(folder, skipped)


def _listed(folder: str, names: list[str], skipped: list[tuple[str, str]]) -> Iterator[str]:
    prefix = _prefix(folder)
    folders = {""}
    for name in names:
        if name.endswith("/"):  # a repository within this one, which git does not list
            yield from _in_folder(prefix + name, skipped)
            continue
        folders.add(name[: name.rfind("/") + 1])
        if format_of(name) is not None and os.path.lexists(prefix + name):
            yield prefix + name
    yield from _env_files(prefix, folders)


def _env_files(prefix: str, folders: Iterable[str]) -> Iterator[str]:
    """The ``.env*`` files in folders; those that git lists anyway come twice, which the caller levels out."""
    for folder in folders:
        try:
            names = os.listdir(prefix + folder or os.curdir)
        except OSError:
            continue
        for name in names:
            path = prefix + folder + name
            if name.startswith(".env") and (format_of(path) or ("",))[0] == "dotenv" and os.path.isfile(path):
                yield path


def _own_walk(folder: str, skipped: list[tuple[str, str]]) -> Iterator[str]:
    """The candidates under a folder without git; a repository on the way is listed by git."""
    waiting = [_prefix(folder)]
    while waiting:
        prefix = waiting.pop()
        try:
            with os.scandir(prefix or os.curdir) as entries:
                inside = list(entries)
        except OSError as error:
            skipped.append((prefix.rstrip("/") or os.curdir, _reason(error)))
            continue
        names = {entry.name for entry in inside}
        top = prefix == _prefix(folder)
        if not top and "pyvenv.cfg" in names:
            continue
        if not top and ".git" in names:
            yield from _in_folder(prefix, skipped)
            continue
        for entry in inside:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in PRUNED:
                    waiting.append(prefix + entry.name + "/")
            elif format_of(prefix + entry.name) is not None:
                yield prefix + entry.name


def _prefix(folder: str) -> str:
    """What stands before the names of files in a folder: empty for the working directory, else it ends in a slash."""
    folder = folder.replace(os.sep, "/") + "/"
    while folder.startswith("./"):
        folder = folder[2:].lstrip("/")
    return folder.rstrip("/") + "/" if folder else ""
