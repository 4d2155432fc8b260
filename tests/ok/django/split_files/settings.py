import os

from split_settings.tools import include, optional

SUBMISSIONS = True

include("components/base.py", "components/mail.py", optional("local.py"))
EMAIL_TIMEOUT = 10
