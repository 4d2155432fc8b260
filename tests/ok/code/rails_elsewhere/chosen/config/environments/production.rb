Rails.application.configure do
  config.action_mailer.delivery_method   = :postmark
  config.action_mailer.postmark_settings = { api_token: ENV["POSTMARK_TOKEN"] }
end
