<?php
// Sends one message with Laravel's mail manager, told by a .env and config/mail.php; prints the error and exits 1 when it cannot.
declare(strict_types=1);

require 'Dotenv/autoload.php';
require 'Egulias/EmailValidator/autoload.php';
require 'Illuminate/Mail/autoload.php';
require 'Illuminate/Config/autoload.php';

use Illuminate\Config\Repository;
use Illuminate\Container\Container;
use Illuminate\Contracts\View\Factory;
use Illuminate\Mail\MailManager;
use Illuminate\Support\Env;

// What symfony/polyfill-php84 gives Laravel 13 on an older PHP, as far as sending goes.
if (!function_exists('mb_ucfirst')) {
    function mb_ucfirst(string $text): string { return mb_strtoupper(mb_substr($text, 0, 1)) . mb_substr($text, 1); }
    function mb_lcfirst(string $text): string { return mb_strtolower(mb_substr($text, 0, 1)) . mb_substr($text, 1); }
}

/** Stands for the templates of an application; a raw message renders none. */
final class NoViews implements Factory
{
    public function exists($view) { return false; }
    public function file($path, $data = [], $mergeData = []) { throw new LogicException($path); }
    public function make($view, $data = [], $mergeData = []) { throw new LogicException($view); }
    public function share($key, $value = null) { return $value; }
    public function composer($views, $callback) { return []; }
    public function creator($views, $callback) { return []; }
    public function addNamespace($namespace, $hints) { return $this; }
    public function replaceNamespace($namespace, $hints) { return $this; }
}

try {
    $project = basename($argv[1]) === 'mail.php' ? dirname($argv[1], 2) : dirname($argv[1]);
    Dotenv\Dotenv::create(Env::getRepository(), $project)->safeLoad();
    $application = new Container();
    $application['config'] = new Repository(['mail' => require $project . '/config/mail.php']);
    $application['view'] = new NoViews();
    $application['events'] = null;
    Container::setInstance($application);
    (new MailManager($application))->mailer()->raw('Hello.', function ($message): void {
        $message->to('bob@example.net')->subject('A test');
    });
} catch (Throwable $error) {
    echo get_class($error), ': ', $error->getMessage(), "\n";
    exit(1);
}
