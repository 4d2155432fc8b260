import nodemailer from "nodemailer";

const port = parseInt(process.env.MAIL_PORT ?? "587", 10);

export const transport = nodemailer.createTransport({
  host: process.env.MAIL_HOST!,
  port,
  secure: process.env.MAIL_PORT === "465",
  requireTLS: true,
  auth: { user: process.env.MAIL_USER, pass: process.env.MAIL_PASS },
});
