from environs import Env

env = Env()
env.read_env()

with env.prefixed("MAIL_"):
    EMAIL_HOST = env("HOST")
    EMAIL_PORT = env.int("PORT", 25)
    with env.prefixed("USE_"):
        EMAIL_USE_TLS = env.bool("TLS", False)
        EMAIL_USE_SSL = env.bool("SSL", False)
    EMAIL_TIMEOUT = env.int("TIMEOUT", 10)
EMAIL_HOST_USER = env("USER_NAME", "ada@gmail.com")
