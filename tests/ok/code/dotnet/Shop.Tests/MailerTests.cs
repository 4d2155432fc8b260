using MailKit.Net.Smtp;

public class MailerTests
{
    public void Sends()
    {
        using var client = new SmtpClient();
        client.Connect("smtp.gmail.com", 587, true);
    }
}
