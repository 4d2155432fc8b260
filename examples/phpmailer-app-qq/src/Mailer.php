<?php

declare(strict_types=1);

namespace Bookshop;

use PHPMailer\PHPMailer\PHPMailer;

final class Mailer
{
    public static function create(): PHPMailer
    {
        $mail = new PHPMailer(true);
        $mail->isSMTP();
        $mail->CharSet = PHPMailer::CHARSET_UTF8;
        $mail->Host = $_ENV['MAIL_HOST'];
        $mail->Port = (int) $_ENV['MAIL_PORT'];
        $mail->SMTPSecure = $_ENV['MAIL_ENCRYPTION'];
        $mail->SMTPAuth = true;
        $mail->Username = $_ENV['MAIL_USERNAME'];
        $mail->Password = $_ENV['MAIL_PASSWORD'];
        $mail->setFrom($_ENV['MAIL_FROM_ADDRESS'], $_ENV['MAIL_FROM_NAME']);

        return $mail;
    }
}
