# Reads texts of .env files, one JSON string a line; answers each with what Ruby's dotenv finds.
require "json"
require "dotenv"
$stdout.sync = true
while (line = $stdin.gets)
  ENV.clear
  begin
    answer = {found: Dotenv::Parser.call(JSON.parse(line).delete_prefix("\ufeff"))}
  rescue Exception => error
    answer = {error: error.message}
  end
  puts JSON.generate(answer)
end
