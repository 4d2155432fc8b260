Rails.application.configure do
  config.assets.compile = false # 'quoted
  config.action_mailer.default_url_options = { host: ENV.fetch("HOST") { "localhost" } }
  config.action_mailer.delivery_method = :smtp

  if ENV["SENDGRID"] == "true"
    config.action_mailer.smtp_settings = { address: "smtp.sendgrid.net", port: 465 }
  else
    config.action_mailer.smtp_settings = { address: "localhost", port: 1025 }
  end

  config.logger = ActiveSupport::Logger.new($stdout) if ENV["RAILS_LOG_TO_STDOUT"].present?
end
