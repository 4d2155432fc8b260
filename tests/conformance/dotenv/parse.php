<?php
// Reads texts of .env files, one JSON string a line; answers each with what the parser named in the first argument finds.
error_reporting(0);
require 'Dotenv/autoload.php';
require 'Symfony/Component/Dotenv/autoload.php';
$folder = $argv[2] ?? '';
while (false !== $line = fgets(STDIN)) {
    $_ENV = $_SERVER = [];
    try {
        $text = json_decode($line);
        if ($argv[1] === 'symfony') {
            $found = (new Symfony\Component\Dotenv\Dotenv())->parse($text);
        } else {
            file_put_contents("$folder/.env", $text);
            $found = Dotenv\Dotenv::createArrayBacked($folder)->load();
        }
        $answer = ['found' => (object) $found];
    } catch (Throwable $error) {
        $answer = ['error' => $error->getMessage()];
    }
    echo json_encode($answer, JSON_INVALID_UTF8_SUBSTITUTE), "\n";
}
