using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.People;

internal sealed class PeopleController : Controller
{
    [HttpGet("/people"), Requires(Operation.KeepPeople)]
    public async Task<IActionResult> List(PeopleQuery query, [FromServices] ListPeople people, CancellationToken cancellation) => this.Page(await people.HandleAsync(query, cancellation), "List");

    [HttpGet("/people/{reference}"), Requires(Operation.KeepPeople)]
    public async Task<IActionResult> Show(string reference, [FromServices] ShowPerson show, CancellationToken cancellation) => this.Page(await show.HandleAsync(reference, cancellation), "Show");

    [HttpGet("/people/new"), Requires(Operation.KeepPeople), ProvedLately]
    public async Task<IActionResult> Invite(string? reference, [FromServices] InvitePerson invite, CancellationToken cancellation) => this.Page(await invite.OpenAsync(null, reference, cancellation), "Invite");

    [HttpPost("/people/new"), Requires(Operation.KeepPeople), ProvedLately]
    public Task<IActionResult> Invite(PersonForm form, [FromServices] InvitePerson invite, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Invite", () => invite.AddAsync(form, cancellation), () => invite.OpenAsync(form, null, cancellation));

    [HttpGet("/people/new/supervisor"), Requires(Operation.KeepPeople), ProvedLately]
    public async Task<IActionResult> InviteSupervisor([FromServices] InviteSupervisor invite, CancellationToken cancellation) => this.Page(await invite.OpenAsync(null, cancellation), "InviteSupervisor");

    [HttpPost("/people/new/supervisor"), Requires(Operation.KeepPeople), ProvedLately]
    public Task<IActionResult> InviteSupervisor(SupervisorInvitationForm form, [FromServices] InviteSupervisor invite, CancellationToken cancellation) =>
        this.SubmitAsync(form, "InviteSupervisor", () => invite.SaveAsync(form, cancellation), () => invite.OpenAsync(form, cancellation));

    [HttpGet("/people/hub-leads"), Requires(Operation.KeepPeople), ProvedLately]
    public async Task<IActionResult> HubLeads([FromServices] GrantHubLead grant, CancellationToken cancellation) => this.Page(await grant.OpenAsync(null, cancellation), "HubLeads");

    [HttpPost("/people/hub-leads"), Requires(Operation.KeepPeople), ProvedLately]
    public Task<IActionResult> HubLeads(HubLeadForm form, [FromServices] GrantHubLead grant, CancellationToken cancellation) =>
        this.SubmitAsync(form, "HubLeads", () => grant.SaveAsync(form, cancellation), () => grant.OpenAsync(form, cancellation));

    [HttpPost("/people/{id:guid}/invite"), Requires(Operation.KeepPeople), ProvedLately]
    public async Task<IActionResult> InviteAgain(Guid id, InvitationForm form, [FromServices] InvitePerson invite, CancellationToken cancellation) => this.GoOn(await invite.InviteAsync(id, form, cancellation));

    [HttpGet("/people/{reference}/roles/new"), Requires(Operation.KeepPeople), ProvedLately]
    public async Task<IActionResult> GiveRole(string reference, [FromServices] GrantRole grant, CancellationToken cancellation) => this.Page(await grant.OpenAsync(reference, null, cancellation), "GiveRole");

    [HttpPost("/people/{reference}/roles/new"), Requires(Operation.KeepPeople), ProvedLately]
    public Task<IActionResult> GiveRole(string reference, RoleForm form, [FromServices] GrantRole grant, CancellationToken cancellation) =>
        this.SubmitAsync(form, "GiveRole", () => grant.SaveAsync(reference, form, cancellation), () => grant.OpenAsync(reference, form, cancellation));

    [HttpGet("/people/{reference}/roles/{id:guid}/end"), Requires(Operation.KeepPeople)]
    public async Task<IActionResult> EndRole(string reference, Guid id, [FromServices] GrantRole grant, CancellationToken cancellation) => this.Page(await grant.OpenEndAsync(reference, id, null, cancellation), "EndRole");

    [HttpPost("/people/{reference}/roles/{id:guid}/end"), Requires(Operation.KeepPeople)]
    public Task<IActionResult> EndRole(string reference, Guid id, EndRoleForm form, [FromServices] GrantRole grant, CancellationToken cancellation) =>
        this.SubmitAsync(form, "EndRole", () => grant.EndAsync(reference, id, form, cancellation), () => grant.OpenEndAsync(reference, id, form, cancellation));

    [HttpGet("/people/{reference}/deactivate"), Requires(Operation.CloseAccounts), ProvedLately]
    public async Task<IActionResult> Deactivate(string reference, [FromServices] CloseAccount close, CancellationToken cancellation) => this.Page(await close.OpenAsync(reference, isClosing: true, null, cancellation), "Deactivate");

    [HttpPost("/people/{reference}/deactivate"), Requires(Operation.CloseAccounts), ProvedLately]
    public Task<IActionResult> Deactivate(string reference, CloseAccountForm form, [FromServices] CloseAccount close, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Deactivate", () => close.SaveAsync(reference, isClosing: true, form, cancellation), () => close.OpenAsync(reference, isClosing: true, form, cancellation));

    [HttpGet("/people/{reference}/reactivate"), Requires(Operation.CloseAccounts), ProvedLately]
    public async Task<IActionResult> Reactivate(string reference, [FromServices] CloseAccount close, CancellationToken cancellation) => this.Page(await close.OpenAsync(reference, isClosing: false, null, cancellation), "Reactivate");

    [HttpPost("/people/{reference}/reactivate"), Requires(Operation.CloseAccounts), ProvedLately]
    public Task<IActionResult> Reactivate(string reference, CloseAccountForm form, [FromServices] CloseAccount close, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Reactivate", () => close.SaveAsync(reference, isClosing: false, form, cancellation), () => close.OpenAsync(reference, isClosing: false, form, cancellation));

    [HttpGet("/people/{reference}/reset"), Requires(Operation.CloseAccounts), ProvedLately]
    public async Task<IActionResult> Reset(string reference, [FromServices] ResetFactor reset, CancellationToken cancellation) => this.Page(await reset.OpenAsync(reference, null, cancellation), "Reset");

    [HttpPost("/people/{reference}/reset"), Requires(Operation.CloseAccounts), ProvedLately]
    public Task<IActionResult> Reset(string reference, AskForResetForm form, [FromServices] ResetFactor reset, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Reset", () => reset.AskAsync(reference, form, cancellation), () => reset.OpenAsync(reference, form, cancellation));

    [HttpGet("/people/resets"), Requires(Operation.KeepPeople)]
    public async Task<IActionResult> Resets([FromServices] ResetFactor reset, CancellationToken cancellation) => View("Resets", await reset.ListAsync(cancellation));

    [HttpGet("/people/resets/{id:guid}"), Requires(Operation.KeepPeople), ProvedLately]
    public async Task<IActionResult> DecideOnReset(Guid id, [FromServices] ResetFactor reset, CancellationToken cancellation) => this.Page(await reset.OpenDecisionAsync(id, null, cancellation), "DecideOnReset");

    [HttpPost("/people/resets/{id:guid}"), Requires(Operation.KeepPeople), ProvedLately]
    public Task<IActionResult> DecideOnReset(Guid id, DecideOnResetForm form, [FromServices] ResetFactor reset, CancellationToken cancellation) =>
        this.SubmitAsync(form, "DecideOnReset", () => reset.DecideAsync(id, form, cancellation), () => reset.OpenDecisionAsync(id, form, cancellation));

    [HttpPost("/people/resets/{id:guid}/take-back"), Requires(Operation.CloseAccounts)]
    public async Task<IActionResult> TakeBackReset(Guid id, TakeBackResetForm form, [FromServices] ResetFactor reset, CancellationToken cancellation) => this.GoOn(await reset.TakeBackAsync(id, form, cancellation));
}
