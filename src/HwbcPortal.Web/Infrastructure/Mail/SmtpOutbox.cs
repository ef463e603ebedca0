using System.Net;
using System.Net.Mail;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Infrastructure.Mail;

/// <summary>A mail could not be handed over. The message is a sentence without addresses or secrets: it is shown and logged.</summary>
/// <param name="sentence">Why.</param>
/// <param name="isSilence">Whether nothing answered for as long as one waits: others that are tried now would wait as long.</param>
internal sealed class MailNotSentException(string sentence, bool isSilence = false) : Exception(sentence)
{
    public bool IsSilence => isSilence;
}

/// <summary>Hands mails to a mail server. What the server or the client says of a fault holds addresses: it is told in our words.</summary>
internal sealed class SmtpOutbox(MailSettings settings, ILogger<SmtpOutbox> log) : IOutbox
{
    /// <summary>How long a mail may take.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(30);

    public async Task SendAsync(Mail mail, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        try
        {
            using var client = new SmtpClient(settings.SmtpHost, settings.SmtpPort) { EnableSsl = settings.Tls, DeliveryMethod = SmtpDeliveryMethod.Network };
            if (settings.User is not null)
                client.Credentials = new NetworkCredential(settings.User, settings.Password);
            using var message = new MailMessage(settings.Sender, mail.To, mail.Subject, mail.Body);
            // No answering machine writes back to a machine.
            message.Headers.Add("Auto-Submitted", "auto-generated");
            // The client's own timeout is for sending that blocks; a server that takes the connection and says nothing ends here.
            await client.SendMailAsync(message, limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new MailNotSentException("The mail server did not answer in time.", isSilence: true);
        }
        catch (FormatException)
        {
            throw new MailNotSentException("The address of the account is none that mail can be sent to.");
        }
        catch (SmtpException fault)
        {
            throw new MailNotSentException(Sentence(fault));
        }

        log.LogInformation("A mail was handed to the mail server");
    }

    private static string Sentence(SmtpException fault) => fault switch
    {
        SmtpFailedRecipientException refused => $"The mail server did not take the recipient: {refused.StatusCode}.",
        { InnerException: System.Security.Authentication.AuthenticationException } => "The connection to the mail server could not be encrypted.",
        { StatusCode: SmtpStatusCode.MustIssueStartTlsFirst or SmtpStatusCode.ClientNotPermitted } => "The mail server did not accept the sign-in.",
        { StatusCode: SmtpStatusCode.GeneralFailure } => "The mail server could not be reached.",
        _ => $"The mail server did not take the mail: {fault.StatusCode}.",
    };
}
