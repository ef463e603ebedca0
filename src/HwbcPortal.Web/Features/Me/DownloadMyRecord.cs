using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Me;

internal sealed record DownloadedFile(string Name, byte[] Content);

/// <summary>The coach's own coach file: the same that `evaluate` reads.</summary>
internal sealed class DownloadMyRecord(CoachFileReader reader, SignedIn signedIn) : IUseCase
{
    public async Task<Result<DownloadedFile>> HandleAsync(CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId || await reader.ReadAsync(coachId, cancellation) is not { } file)
            return new NotFoundError();
        using var content = new MemoryStream();
        CoachFileJson.Write(content, file);
        return new DownloadedFile($"{file.Coach.Reference}.json", content.ToArray());
    }
}
