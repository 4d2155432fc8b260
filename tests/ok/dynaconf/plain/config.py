from pathlib import Path

from dynaconf import Dynaconf, Validator

HERE = Path(__file__).parent

settings = Dynaconf(
    envvar_prefix="MAILER",
    root_path=HERE,
    settings_files=["settings.toml", HERE / ".secrets.toml"],
    environments=True,
    load_dotenv=True,
    validators=[Validator("SMTP", must_exist=True), Validator("TIMEOUT", default=10)],
)
