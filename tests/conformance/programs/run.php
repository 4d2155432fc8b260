<?php
// Runs each program of [[text, environment], ...] on standard input; prints the properties of $mail, one line each.
error_reporting(0);
class PHPMailer {}
$names = ["NODE_ENV", "SMTP_PORT", "SMTP_SECURE", "MODE"];
foreach (json_decode(stream_get_contents(STDIN), true) as [$text, $environment]) {
    foreach ($names as $name) {
        putenv(isset($environment[$name]) ? "$name={$environment[$name]}" : $name);
    }
    $run = function ($text) {
        eval(substr($text, 5));
        return $mail;
    };
    echo json_encode($run($text), JSON_FORCE_OBJECT), "\n";
}
