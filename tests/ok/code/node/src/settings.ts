import nodemailer, { type Transporter } from "nodemailer";
import type SMTPTransport from "nodemailer/lib/smtp-transport";

interface Settings { smtpHost?: string; smtpPort?: number }

export class EmailService {
  private transporter: Transporter | null = null;

  constructor(private readonly settings: Settings) {
    if (settings.smtpHost && settings.smtpPort) {
      this.transporter = nodemailer.createTransport<SMTPTransport.Options>({
        host: settings.smtpHost,
        port: settings.smtpPort,
        secure: settings.smtpPort === 465,
      } as SMTPTransport.Options);
    }
  }

  async send(text: string): Promise<void> {
    const html = `<p>${text.replace(/"/g, "&quot;")} port: ${465}</p>`;
    await this.transporter?.sendMail({ from: `"Shop" <${process.env.FROM}>`, html });
  }
}

// A port by this name is the web server's.
const port = 465;
export function transport(host: string, port: number) {
  return nodemailer.createTransport({ host: "smtp.fastmail.com", port, secure: false, requireTLS: true });
}
