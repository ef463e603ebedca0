using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HwbcPortal.Web.Features.Privacy;

/// <summary>Registers what is about people's data here.</summary>
internal static class PrivacyServices
{
    public static void AddPrivacy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(PrivacySettings.From(configuration));
        services.TryAddSingleton(new NoticePolicy(IsAsked: true));
        services.AddSingleton<NoticeReaders>();
        services.AddSingleton<NightlyErasing>();
        services.AddHostedService(s => s.GetRequiredService<NightlyErasing>());
    }
}
