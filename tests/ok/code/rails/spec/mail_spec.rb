ActionMailer::Base.smtp_settings = { address: "smtp.gmail.com", port: 465, user_name: "a@gmail.com", password: "x" }
