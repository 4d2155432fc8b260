<?php

require_once 'vendor/autoload.php';

// The MX of our own domain takes mail for ourselves, without a login.
$transport = new \Swift_SmtpTransport('aspmx.l.google.com', 25);
$mailer = new \Swift_Mailer($transport);
