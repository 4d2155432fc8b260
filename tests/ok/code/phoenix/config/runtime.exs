import Config

if config_env() == :prod do
  config :shop, Shop.Mailer,
    adapter: Swoosh.Adapters.SMTP,
    relay: System.fetch_env!("SMTP_HOST"),
    port: String.to_integer(System.get_env("SMTP_PORT") || "465"),
    ssl: System.get_env("SMTP_SSL") == "true",
    tls: :never,
    username: System.get_env("SMTP_USER"),
    password: System.get_env("SMTP_PASSWORD")
end

config :shop, Shop.Endpoint, url: [host: "example.org", port: 465]
config :shop, Shop.LocalMailer, adapter: Swoosh.Adapters.Local
