ActionMailer::Base.smtp_settings =
  if Rails.env.production?
    { address: "smtp.fastmail.com", port: 465, ssl: true, user_name: ENV["SMTP_USER"], password: ENV["SMTP_PASS"] }
  else
    { address: "localhost", port: 1025 }
  end
ActionMailer::Base.delivery_method = :test if Rails.env.test?
ActionMailer::Base.raise_delivery_errors = true unless Rails.env.production?
