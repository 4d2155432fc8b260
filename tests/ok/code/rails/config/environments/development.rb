Rails.application.configure do
  config.action_mailer.delivery_method = :letter_opener
  config.action_mailer.smtp_settings = {
    address:              Rails.application.credentials.dig(:smtp, :address),
    port:                 ENV.fetch("SMTP_PORT", 587).to_i,
    user_name:            ENV["SMTP_USER"],
    password:             ENV["SMTP_PASSWORD"],
    authentication:       "plain",
    enable_starttls_auto: ENV["SMTP_STARTTLS"] != "false" }
end
