# Sends mail with Ruby's libraries: one JSON object a line in, a child forked for it, one result a line out; as python_worker.py.
# The first argument is the entry, a method below; the second, where there is one, a folder with gems of another release of Debian.
if ARGV[1]
  $LOAD_PATH.unshift("#{ARGV[1]}/usr/lib/ruby/vendor_ruby", *Dir["#{ARGV[1]}/usr/share/rubygems-integration/all/gems/*/lib"])
end
require 'logger'
require 'json'
require 'erb'
require 'yaml'
require 'net/smtp'
require 'mail'
require 'action_mailer'

RECIPIENT = 'bob@example.net'

# A configuration.yml of Redmine, read by Redmine's own module, without the rest of Redmine around it.
def redmine(file)
  module_file = "#{__dir__}/../../../.venv-conformance/deb/redmine/usr/share/redmine/lib/redmine/configuration.rb"
  eval(File.read(module_file).sub(/^require 'redmine'$/, 'module Redmine; def self.root; Dir.pwd; end; end'), TOPLEVEL_BINDING, module_file)
  Redmine::Configuration.load(file: file, env: 'production')
  deliver
end

# A program of its own that sends.
def script(file)
  load file
end

# An initializer of Rails that tells Action Mailer.
def rails(file)
  load file
  deliver
end

def deliver
  message = { from: 'ada@example.org', to: RECIPIENT, subject: 'A test', body: 'Hello.', content_type: 'text/plain' }
  Class.new(ActionMailer::Base) { define_method(:test) { mail(message) } }.test.deliver_now
end

def child(job, answer)
  STDIN.reopen(File::NULL)
  STDOUT.reopen(File::NULL)
  began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  error = ''
  begin
    Dir.chdir(job['folder'])
    File.chmod(0o755, 'sendmail') if File.exist?('sendmail')
    ENV.update(job['env'] || {})
    send(ARGV[0], job['file'])
  rescue SystemExit, Exception => caught # what a library raises is the result
    said = caught.respond_to?(:response) && caught.response ? caught.response.string : '' # the message has one line of it
    error = "#{caught.class}: #{said.empty? ? caught.message : said}"
  end
  seconds = Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
  answer.write(JSON.generate({ error: error.dup.force_encoding('UTF-8').scrub, seconds: seconds }))
  answer.close
  exit!(0)
end

def run(job)
  reader, writer = IO.pipe
  pid = fork do
    reader.close
    child(job, writer)
  end
  writer.close
  ready = IO.select([reader], nil, nil, job['limit'])
  text = ready ? reader.read : ''
  Process.kill(:KILL, pid) unless ready
  Process.wait(pid)
  reader.close
  text.empty? ? JSON.generate({ error: ready ? '' : 'still waiting', seconds: job['limit'], died: !ready.nil? }) : text
end

STDOUT.sync = true
ActionMailer::Base.raise_delivery_errors = true
ActionMailer::Base.logger = nil
Mail::Message.new(from: RECIPIENT, to: RECIPIENT, body: 'x').to_s # loads what is loaded late
STDIN.each_line { |line| puts run(JSON.parse(line)) }
