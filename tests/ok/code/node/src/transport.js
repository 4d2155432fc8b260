const nodemailer = require('nodemailer');
const config = require('config');

const port = process.env.SMTP_PORT || 587;

module.exports.transport = nodemailer.createTransport({
  host: process.env.SMTP_HOST || 'localhost',
  port,
  secure: port == 465,
  auth: process.env.SMTP_USER ? { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS } : undefined,
});

module.exports.fromConfig = nodemailer.createTransport({ ...config.get('smtp'), port: 465, secure: false });

module.exports.make = (options) => nodemailer.createTransport(options);

module.exports.catcher = nodemailer.createTransport({ host: 'localhost', port: 1025, ignoreTLS: true });

module.exports.test = nodemailer.createTransport({ jsonTransport: true });

module.exports.gmail = nodemailer.createTransport({
  service: 'gmail',
  auth: { user: process.env.GMAIL_USER, pass: process.env.GMAIL_APP_PASSWORD },
});
