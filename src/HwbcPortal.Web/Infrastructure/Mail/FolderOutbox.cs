using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Infrastructure.Mail;

/// <summary>A mail to one person, in plain text.</summary>
internal sealed record Mail(string To, string Subject, string Body);

/// <summary>Where mails go.</summary>
internal interface IOutbox
{
    /// <summary>Hands a mail over, or throws <see cref="MailNotSentException"/>.</summary>
    Task SendAsync(Mail mail, CancellationToken cancellation);
}

/// <summary>Writes mails as files into the outbox folder beside the database, where the person who runs the portal finds them.</summary>
internal sealed partial class FolderOutbox(PortalSettings settings, ILogger<FolderOutbox> log) : IOutbox
{
    /// <summary>Deletes the mails that name somebody, and those to them.</summary>
    public void DeleteAbout(IReadOnlyList<string> words)
    {
        var folder = Path.Combine(settings.DataFolder, "outbox");
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
        {
            var text = Read(File.ReadAllText(file));
            if (words.Any(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)))
                File.Delete(file);
        }
    }

    /// <summary>A mail's text, whichever way its body was written.</summary>
    private static string Read(string mail)
    {
        var end = mail.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return mail;
        var (head, body) = (mail[..end], mail[end..]);
        if (head.Contains("base64", StringComparison.OrdinalIgnoreCase))
            return head + Encoding.UTF8.GetString(Convert.FromBase64String(body));
        var plain = body.Replace("=\r\n", "", StringComparison.Ordinal);
        return head + Octets().Replace(plain, m => Encoding.UTF8.GetString(Convert.FromHexString(m.Value.Replace("=", "", StringComparison.Ordinal))));
    }

    [GeneratedRegex("(=[0-9A-F]{2})+")]
    private static partial Regex Octets();

    public async Task SendAsync(Mail mail, CancellationToken cancellation)
    {
        var folder = Path.Combine(settings.DataFolder, "outbox");
        try
        {
            Directory.CreateDirectory(folder);
            using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = folder };
            using var message = new MailMessage(settings.Mail.Sender, mail.To, mail.Subject, mail.Body);
            await client.SendMailAsync(message, cancellation);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SmtpException)
        {
            throw new MailNotSentException("The outbox folder could not be written to.");
        }

        // Who gets which mail is not for the log; that there is one is.
        log.LogInformation("A mail is in the outbox folder");
    }
}
