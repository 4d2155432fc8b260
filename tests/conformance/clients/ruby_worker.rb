# Sends mail with Ruby's libraries: one JSON object a line in, a child forked for it, one result a line out; as python_worker.py.
# The first argument is the entry, a method below.
require 'json'
require 'erb'
require 'yaml'
require 'net/smtp'
require 'mail'
require 'action_mailer'

RECIPIENT = 'bob@example.net'

# A configuration.yml of Redmine, read as Redmine reads it: each key of email_delivery becomes one of Action Mailer's.
def redmine(file)
  text = ERB.new(File.read(file)).result
  sections = YAML.respond_to?(:unsafe_load) ? YAML.unsafe_load(text) : YAML.load(text)
  delivery = (sections['default'] || {}).merge(sections['production'] || {})['email_delivery']
  delivery.each do |name, value|
    value.symbolize_keys! if value.respond_to?(:symbolize_keys!)
    ActionMailer::Base.send("#{name}=", value)
  end
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
