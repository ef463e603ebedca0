using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Infrastructure.Mail;

/// <summary>Registers what sends mails.</summary>
internal static class MailServices
{
    public static void AddMails(this IServiceCollection services, MailSettings settings)
    {
        if (settings.SmtpHost is null)
            services.AddSingleton<IOutbox, FolderOutbox>();
        else
            services.AddSingleton<IOutbox>(s => new SmtpOutbox(settings, s.GetRequiredService<ILogger<SmtpOutbox>>()));
        services.AddScoped<SupervisedCoaches>().AddScoped<INudge, MonthEndsNudge>().AddScoped<INudge, MonthEndedNudge>().AddScoped<INudge, ExpiryNudge>().AddScoped<INudge, DigestNudge>();
        services.AddSingleton<Nudging>();
        if (settings.SendsNudges)
            services.AddHostedService(s => s.GetRequiredService<Nudging>());
    }
}
