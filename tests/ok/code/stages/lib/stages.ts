import nodemailer, { type Transporter } from "nodemailer";

const isProd = process.env.NODE_ENV === "production";
const auth = { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS };

let port: number;
if (isProd) {
  port = 465;
} else {
  port = 1025;
}

export const transport: Transporter = nodemailer.createTransport({
  host: isProd ? "smtp.fastmail.com" : "localhost",
  port,
  secure: port === 465,
  ...(isProd && { auth }),
  tls: { rejectUnauthorized: isProd },
});

export function byFlag(ssl: boolean, other: boolean) {
  return nodemailer.createTransport({
    host: "smtp.fastmail.com",
    port: ssl ? 465 : 587,
    secure: ssl,
    requireTLS: !ssl,
    auth,
  });
}

export function byFlags(ssl: boolean, starttls: boolean) {
  // Two conditions in different words may be one and the same.
  return nodemailer.createTransport({ host: "smtp.fastmail.com", port: starttls ? 587 : 465, secure: ssl ? true : false, auth });
}

function options() {
  switch (process.env.NODE_ENV) {
    case "production":
      return { host: "smtp.fastmail.com", port: 465, secure: true, auth };
    default:
      return { jsonTransport: true };
  }
}

export const chosen = nodemailer.createTransport(options());
