const nodemailer = require('nodemailer');

// A known service brings its own host, port and mode; what else stands here is replaced by them.
const gmail = nodemailer.createTransport({
  service: 'gmail',
  host: process.env.EMAIL_HOST,
  port: process.env.EMAIL_PORT,
  secure: false,
  auth: { user: process.env.EMAIL_USER, pass: process.env.EMAIL_PASSWORD },
});

// As with nodemailer 0.7.
const old = nodemailer.createTransport('SMTP', {
  service: 'Gmail',
  auth: { user: process.env.EMAIL_USER, pass: process.env.EMAIL_PASSWORD },
});

module.exports = { gmail, old };
