const nodemailer = require('nodemailer');

// What tests set is there to be tried.
nodemailer.createTransport({ host: 'smtp.gmail.com', port: 587, secure: true, auth: { user: 'a@gmail.com', pass: 'x' } });
