# instance folder of one developer machine
DEBUG = True
SECRET_KEY = "dev"
SQLALCHEMY_ECHO = False
MAIL_SERVER = "127.0.0.1"
MAIL_PORT = 1025
MAIL_DEFAULT_SENDER = "dev@example.com"
