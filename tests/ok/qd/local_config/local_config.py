# -*- coding: utf-8 -*-
"""Overrides of config.py for this host; imported last by config.py itself."""
import os

bind = "127.0.0.1"
port = 8923
domain = "qd.example.org"
https = True

cookie_secret = os.environ["QD_COOKIE_SECRET"]
aes_key = os.environ["QD_AES_KEY"]

# 163 only takes its authorization code here, not the web password
mail_smtp = "smtp.163.com"
mail_port = 465
mail_ssl = True
mail_starttls = False
mail_user = "example_notice@163.com"
mail_password = os.environ["QD_MAIL_PASSWORD"]
mail_from = mail_user
mail_domain_https = True

# push by the other channels stays as it is
pushover_app_token = ""
use_pycurl = False
