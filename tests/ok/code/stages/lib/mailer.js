const config = require("config");
const nodemailer = require("nodemailer");

module.exports = nodemailer.createTransport({
  host: config.get("smtp.host"),
  port: config.get("smtp.port"),
  secure: config.get("smtp.secure"),
  auth: config.has("smtp.user") ? { user: config.get("smtp.user"), pass: config.get("smtp.pass") } : undefined,
});
