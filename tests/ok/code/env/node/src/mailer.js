const nodemailer = require("nodemailer");

const transport = nodemailer.createTransport({
  host: process.env.SMTP_HOST,
  port: Number(process.env.SMTP_PORT) || 587,
  secure: process.env.SMTP_SECURE === "true",
  connectionTimeout: 10000,
  auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS },
});

exports.send = () => transport.sendMail({ from: process.env.SMTP_USER, to: "orders@example.org", text: "Hello" });
