# The pinned versions; read by setup.sh. One line a place:
#   venv NAME PYTHON OLDEST NEWEST REQUIREMENT...   made with PYTHON, or else with another one from OLDEST to NEWEST
#   node NAME PACKAGE...
#   debian NAME SUITE PREFIX PACKAGE...             packages of another release of Debian that are the same for all
#                                                   processors, unpacked with those that they need whose names begin so
venv certificates 3.11 3.10 4 "cryptography==46.0.3"
venv python310 3.10 3.10 3.10
venv python311 3.11 3.11 3.11
venv python312 3.12 3.12 3.12
venv python313 3.13 3.13 3.13
venv django32 3.10 3.10 3.11 "Django==3.2.25"
venv django42 3.11 3.10 4 "Django==4.2.26"
venv django52 3.12 3.10 4 "Django==5.2.8"
venv django61 3.13 3.12 4 "Django==6.1.3"
venv djangourls 3.12 3.10 4 "Django==5.2.8" "django-environ==0.12.0" "dj-email-url==1.0.6" "python-dotenv==1.2.1"
venv ini311 3.11 3.10 3.11 "pyramid_mailer==0.15.1" "repoze.sendmail==4.5" "Trac==1.6"
venv libraries311 3.11 3.10 3.12 "emails==1.1.3" "Envelopes==0.4" "apprise==2.2.0" "zope.sendmail==7.3" "zope.configuration==7.1" \
    "zope.component==7.1"
venv old310 3.10 3.10 3.13 "Flask==2.2.5" "Werkzeug==2.2.3" "Flask-Mail==0.9.1" "Flask-Mailman==1.0.0" "aiosmtplib==1.1.7"
venv current311 3.11 3.10 4 "Flask==3.1.2" "Flask-Mail==0.10.0" "Flask-Mailman==1.1.1" "fastapi-mail==1.6.8" \
    "aiosmtplib==5.1.3" "yagmail==0.16.0" "redmail==0.6.0"
venv aiosmtplib2 3.10 3.10 4 "aiosmtplib==2.0.2"
venv aiosmtplib3 3.11 3.10 4 "aiosmtplib==3.0.2"
venv aiosmtplib4 3.12 3.10 4 "aiosmtplib==4.0.2"
venv fastapi12 3.10 3.10 3.11 "fastapi-mail==1.2.9" "python-dotenv==1.0.1"
venv fastapi14 3.11 3.10 3.12 "fastapi-mail==1.4.2" "pydantic==2.11.7" "python-dotenv==1.0.1"
node nodemailer6 nodemailer@6.10.1 dotenv@16.6.1
node nodemailer7 nodemailer@7.0.13 dotenv@16.6.1
node nodemailer8 nodemailer@8.0.11 dotenv@16.6.1
node nodemailer9 nodemailer@9.1.1 dotenv@16.6.1
node nodemailer10 nodemailer@10.6.0 dotenv@16.6.1
debian php-trixie trixie "php-|libphp" php-illuminate-mail=10.48.* php-illuminate-config php-vlucas-phpdotenv php-symfony-dotenv \
    php-symfony-mailer=6.4.* libphp-phpmailer=6.9.*
debian ruby-trixie trixie ruby- ruby-mail=2.8.* ruby-actionmailer=2:7.2.*
debian redmine trixie redmine redmine=6.0.*
debian swaks-trixie trixie swaks swaks=20240103.*
debian php-unstable unstable "php-|libphp" php-illuminate-mail=13.* php-illuminate-config php-vlucas-phpdotenv php-symfony-dotenv \
    php-symfony-mailer=7.* libphp-phpmailer=7.*
debian ruby-unstable unstable ruby- ruby-mail=2.9.* ruby-actionmailer=2:7.2.*
if [ "$part" = all ]; then  # .NET: 3.1 with the OpenSSL 1.1 that it wants, and a program that carries 9.0
    venv dotnet3 3.11 3.10 3.12 "dotnetcore2==3.1.23" "psycopg2-binary==2.9.9"
    if [ -e "$home/py/dotnet3/installed.txt" ]; then
        node dotnet9 @azure/mcp-linux-x64@0.1.0
    else
        left_out dotnet9 "it is started by dotnet3"
    fi
fi
