using System.Net.Mail;
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
internal sealed class FolderOutbox(PortalSettings settings, ILogger<FolderOutbox> log) : IOutbox
{
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
