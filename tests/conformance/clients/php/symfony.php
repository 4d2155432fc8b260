<?php
// Sends one message with Symfony Mailer, told by MAILER_DSN in a .env; prints the error and exits 1 when it cannot.
declare(strict_types=1);

require 'Symfony/Component/Mailer/autoload.php';
require 'Symfony/Component/Dotenv/autoload.php';

use Symfony\Component\Dotenv\Dotenv;
use Symfony\Component\Mailer\Mailer;
use Symfony\Component\Mailer\Transport;
use Symfony\Component\Mime\Email;

(new Dotenv())->load($argv[1]);
try {
    $mailer = new Mailer(Transport::fromDsn($_ENV['MAILER_DSN']));
    $mailer->send((new Email())->from('ada@example.org')->to('bob@example.net')->subject('A test')->text('Hello.'));
} catch (Throwable $error) {
    echo get_class($error), ': ', $error->getMessage(), "\n";
    exit(1);
}
