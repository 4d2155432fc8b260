# Kept from the time before the API; production.rb chooses another way.
ActionMailer::Base.smtp_settings = {
  address: "smtp.postmarkapp.com",
  port: 587,
  user_name: ENV["POSTMARK_TOKEN"],
  password: ENV["POSTMARK_TOKEN"],
  authentication: :plain
}
