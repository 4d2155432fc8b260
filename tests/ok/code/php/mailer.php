<!doctype html>
<p>SMTP: $mail->Host = 'smtp.gmail.com'; $mail->Port = 465;</p>
<?php
use PHPMailer\PHPMailer\PHPMailer;

function mailer(array $config): PHPMailer
{
    $mail = new PHPMailer(true);
    $mail->isSMTP();
    $mail->Host = $config['host'];
    $mail->Port = (int) $config['port'];
    $mail->SMTPSecure = $config['secure'] ?: PHPMailer::ENCRYPTION_STARTTLS;
    $mail->SMTPAuth = !empty($config['user']);
    if ($mail->SMTPAuth) {
        $mail->Username = $config['user'];
        $mail->Password = $config['password'];
    }
    return $mail;
}

$mail = new PHPMailer();
$mail->Host = 'smtp.gmail.com'; // without isSMTP() PHP's own mail() sends
$mail->Port = 465;
$mail->SMTPSecure = 'tls';
$mail->send();

$local = new PHPMailer();
$local->isSMTP();
$local->Host = 'localhost';
$local->Port = 25;
$local->SMTPAutoTLS = false;

$body = <<<HTML
<p>$mail->Host = 'x'; it's {$mail->Port}</p>
HTML;
