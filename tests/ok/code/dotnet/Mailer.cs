using System.Net;
using System.Net.Mail;

namespace Shop;

/* new SmtpClient("smtp.gmail.com", 465) { EnableSsl = true } does not work. */
public class Mailer
{
    private readonly SmtpClient client;

    public Mailer(SmtpSettings settings)
    {
        client = new SmtpClient(settings.Host, settings.Port)
        {
            Credentials = new NetworkCredential(settings.User, settings.Password),
            EnableSsl = bool.Parse(settings["EnableSsl"] ?? "true"),
        };
    }

    public void Local(MailMessage message)
    {
        using var smtp = new SmtpClient("localhost", 25);
        smtp.Send(message);
    }

    public string Note => $"port {465}: {{EnableSsl = true}}";
}
