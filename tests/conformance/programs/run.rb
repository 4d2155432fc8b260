# Runs each program of [[text, environment], ...] on standard input; prints c.smtp_settings, one line each.
require "json"
require "ostruct"

JSON.parse(STDIN.read).each do |text, environment|
  %w[NODE_ENV SMTP_PORT SMTP_SECURE MODE].each { |name| ENV[name] = environment[name] }
  c = OpenStruct.new
  eval(text)
  puts c.smtp_settings.to_json
end
