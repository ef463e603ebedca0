using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>Registers what takes files.</summary>
internal static class FileServices
{
    public static void AddEvidenceFiles(this IServiceCollection services, EvidenceSettings settings)
    {
        services.AddSingleton<EvidenceStore>();
        services.AddSingleton<EvidenceSweep>();
        services.AddHostedService(s => s.GetRequiredService<EvidenceSweep>());
        if (settings.ScannerHost is { } host)
            services.TryAddSingleton<IScanner>(s => new ClamdScanner(host, settings.ScannerPort, s.GetRequiredService<ILogger<ClamdScanner>>()));
        else
            services.TryAddSingleton<IScanner, NoScanner>();
    }
}
