using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Training;

/// <summary>Previous experience (route B): described by coach or manager, decided by a manager.</summary>
internal sealed class ExperienceController : Controller
{
    [HttpGet("/coaches/{reference}/training/experience/new"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Claim(string reference, string? pcn, [FromServices] TrainingOwners owners, CancellationToken cancellation) =>
        this.Page(ClaimExperience.Open(await owners.OfCoachAsync(reference, pcn, cancellation), null), "Experience");

    [HttpPost("/coaches/{reference}/training/experience/new"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Claim(string reference, string? pcn, ExperienceForm form, [FromServices] TrainingOwners owners, [FromServices] ClaimExperience claim, CancellationToken cancellation)
    {
        var owner = await owners.OfCoachAsync(reference, pcn, cancellation);
        return await this.SubmitAsync(form, "Experience", () => claim.SaveAsync(owner, form, cancellation), () => Task.FromResult(ClaimExperience.Open(owner, form)));
    }

    [HttpGet("/me/training/experience/new"), Requires(Operation.RecordOwnTraining)]
    public IActionResult ClaimOwn([FromServices] TrainingOwners owners) => this.Page(ClaimExperience.Open(owners.Mine(), null), "Experience");

    [HttpPost("/me/training/experience/new"), Requires(Operation.RecordOwnTraining)]
    public Task<IActionResult> ClaimOwn(ExperienceForm form, [FromServices] TrainingOwners owners, [FromServices] ClaimExperience claim, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Experience", () => claim.SaveAsync(owners.Mine(), form, cancellation), () => Task.FromResult(ClaimExperience.Open(owners.Mine(), form)));

    [HttpGet("/coaches/{reference}/training/experience/{claimId:guid}/evidence"), Requires(Operation.RecordTraining)]
    public async Task<IActionResult> Evidence(string reference, string? pcn, Guid claimId, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation) =>
        this.Page(await upload.OpenAsync(await subjects.ExperienceAsync(await owners.OfCoachAsync(reference, pcn, cancellation), claimId, cancellation), null, cancellation), UploadEvidence.View);

    [HttpPost("/coaches/{reference}/training/experience/{claimId:guid}/evidence"), Requires(Operation.RecordTraining), TakesFiles(UploadEvidence.MostBytes)]
    public async Task<IActionResult> Evidence(string reference, string? pcn, Guid claimId, UploadForm form, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation)
    {
        var of = await subjects.ExperienceAsync(await owners.OfCoachAsync(reference, pcn, cancellation), claimId, cancellation);
        return await this.SubmitAsync(form, UploadEvidence.View, () => upload.SaveAsync(of, form, cancellation), () => upload.OpenAsync(of, form, cancellation));
    }

    [HttpGet("/me/training/experience/{claimId:guid}/evidence"), Requires(Operation.RecordOwnTraining)]
    public async Task<IActionResult> OwnEvidence(Guid claimId, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation) =>
        this.Page(await upload.OpenAsync(await subjects.ExperienceAsync(owners.Mine(), claimId, cancellation), null, cancellation), UploadEvidence.View);

    [HttpPost("/me/training/experience/{claimId:guid}/evidence"), Requires(Operation.RecordOwnTraining), TakesFiles(UploadEvidence.MostBytes)]
    public async Task<IActionResult> OwnEvidence(Guid claimId, UploadForm form, [FromServices] TrainingOwners owners, [FromServices] EvidenceSubjects subjects, [FromServices] UploadEvidence upload, CancellationToken cancellation)
    {
        var of = await subjects.ExperienceAsync(owners.Mine(), claimId, cancellation);
        return await this.SubmitAsync(form, UploadEvidence.View, () => upload.SaveAsync(of, form, cancellation), () => upload.OpenAsync(of, form, cancellation));
    }

    [HttpGet("/coaches/{reference}/training/experience/{claimId:guid}/assess"), Requires(Operation.VerifyTraining)]
    public async Task<IActionResult> Assess(string reference, string? pcn, Guid claimId, [FromServices] AssessExperience assess, CancellationToken cancellation) =>
        this.Page(await assess.OpenAsync(reference, pcn, claimId, null, cancellation), "Assess");

    [HttpPost("/coaches/{reference}/training/experience/{claimId:guid}/assess"), Requires(Operation.VerifyTraining)]
    public Task<IActionResult> Assess(string reference, string? pcn, Guid claimId, AssessExperienceForm form, [FromServices] AssessExperience assess, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Assess", () => assess.SaveAsync(reference, pcn, claimId, form, cancellation), () => assess.OpenAsync(reference, pcn, claimId, form, cancellation));
}
