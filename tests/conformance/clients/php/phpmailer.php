<?php
// Sends one message with PHPMailer, told by the variables of a .env; prints the error and exits 1 when it cannot.
declare(strict_types=1);

require 'libphp-phpmailer/autoload.php';

use PHPMailer\PHPMailer\PHPMailer;

foreach (file($argv[1], FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES) as $line) {
    [$name, $value] = explode('=', $line, 2);
    $_ENV[$name] = trim($value, '"');
}
$mail = new PHPMailer(true);
try {
    $mail->isSMTP();
    $mail->Host = $_ENV['MAIL_HOST'];
    $mail->Port = (int) ($_ENV['MAIL_PORT'] ?? 25);
    $mail->SMTPSecure = $_ENV['MAIL_ENCRYPTION'];
    $mail->SMTPAuth = isset($_ENV['MAIL_USERNAME']);
    $mail->Username = $_ENV['MAIL_USERNAME'] ?? '';
    $mail->Password = $_ENV['MAIL_PASSWORD'] ?? '';
    $mail->setFrom($_ENV['MAIL_FROM_ADDRESS'] ?? 'ada@example.org');
    $mail->addAddress('bob@example.net');
    $mail->Subject = 'A test';
    $mail->Body = 'Hello.';
    $mail->send();
} catch (Throwable $error) {
    echo get_class($error), ': ', $error->getMessage(), "\n";
    exit(1);
}
