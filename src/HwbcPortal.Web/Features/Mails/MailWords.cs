using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>What mails and their states are called.</summary>
internal static class MailWords
{
    public static string Of(MailKind kind) => kind switch
    {
        MailKind.MonthEnds => "Supervision to come this month",
        MailKind.MonthEnded => "Last month's supervision to enter",
        MailKind.Expiry => "Something runs out",
        MailKind.Digest => "What is due this week",
        MailKind.ChoosePassword => "Link to choose a password",
        MailKind.SecondStepReset => "Second step reset",
        MailKind.WrongCodes => "Wrong codes at signing in",
        _ => "Invitation",
    };

    /// <summary>When a kind is sent, as its question on the page of choices says it.</summary>
    public static string When(MailKind kind) => kind switch
    {
        MailKind.MonthEnds => "In the last seven days of a month, when a coach of yours, or one whom you cover, still has their hour to come and nothing is booked",
        MailKind.MonthEnded => "In the first days of a month, while last month's sessions can still be entered",
        MailKind.Expiry => "60, 30 and 7 days before something on your record runs out",
        _ => "On Mondays, when something waits for you",
    };

    /// <summary>The sentence at the end of a mail about what is due.</summary>
    public static string Why(PortalRole role) => role switch
    {
        PortalRole.Supervisor => "You get this because you supervise coaches.",
        PortalRole.Coach => "You get this because you are a coach.",
        _ => "You get this because you manage a PCN.",
    };

    public static StatusTag Of(MailState state) => state switch
    {
        MailState.Waiting => new("Waiting", "yellow"),
        MailState.Sent => new("Sent", "green"),
        MailState.Dropped => new("Not needed any more", "grey"),
        _ => new("Given up", "orange"),
    };
}
