using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Infrastructure.Mail;

/// <summary>Registers what sends mails.</summary>
internal static class MailServices
{
    public static void AddMails(this IServiceCollection services, MailSettings settings)
    {
        services.AddSingleton<FolderOutbox>();
        if (settings.SmtpHost is null)
            services.AddSingleton<IOutbox>(s => s.GetRequiredService<FolderOutbox>());
        else
            services.AddSingleton<IOutbox>(s => new SmtpOutbox(settings, s.GetRequiredService<ILogger<SmtpOutbox>>()));
        services.AddScoped<SupervisedCoaches>().AddScoped<IMailWriter, MonthEndsNudge>().AddScoped<IMailWriter, MonthEndedNudge>().AddScoped<IMailWriter, ExpiryNudge>().AddScoped<IMailWriter, DigestNudge>();
        services.AddScoped<IMailWriter, ChoosePasswordMail>().AddScoped<IMailWriter, InvitationMail>().AddScoped<IMailWriter, SecondStepResetMail>().AddScoped<IMailWriter, WrongCodesMail>();
        services.AddSingleton<MailJobs>().AddSingleton<MailDelivery>().AddSingleton<Nudging>().AddSingleton<AccountMails>();
        // Without a link nobody gets in: mails about accounts are sent whatever is set about the others.
        services.AddHostedService(s => s.GetRequiredService<AccountMails>());
        if (settings.SendsNudges)
            services.AddHostedService(s => s.GetRequiredService<Nudging>());
    }
}
