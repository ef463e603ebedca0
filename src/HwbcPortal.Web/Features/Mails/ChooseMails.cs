using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

internal sealed class MailChoiceForm : PortalForm
{
    [Display(Name = "Supervision to come this month")]
    public bool? MonthEnds { get; set; }

    [Display(Name = "Last month's supervision to enter")]
    public bool? MonthEnded { get; set; }

    [Display(Name = "Something runs out")]
    public bool? Expiry { get; set; }

    [Display(Name = "What is due this week")]
    public bool? Digest { get; set; }

    /// <summary>Whether a kind is wanted; null: not said.</summary>
    public bool? this[MailKind kind]
    {
        get => kind switch { MailKind.MonthEnds => MonthEnds, MailKind.MonthEnded => MonthEnded, MailKind.Expiry => Expiry, _ => Digest };
        set
        {
            switch (kind)
            {
                case MailKind.MonthEnds:
                    MonthEnds = value;
                    break;
                case MailKind.MonthEnded:
                    MonthEnded = value;
                    break;
                case MailKind.Expiry:
                    Expiry = value;
                    break;
                default:
                    Digest = value;
                    break;
            }
        }
    }
}

internal sealed class MailChoiceValidator : AbstractValidator<MailChoiceForm>
{
    public MailChoiceValidator(SignedIn signedIn)
    {
        foreach (var kind in ChooseMails.KindsOf(signedIn.Person))
            RuleFor(f => f[kind]).NotNull().WithMessage($"Select whether you want \"{MailWords.Of(kind)}\"").OverridePropertyName(kind.ToString());
    }
}

/// <summary>A mail that was sent to oneself.</summary>
internal sealed record SentMail(MailKind Kind, DateTime SentUtc);

internal sealed record MailChoicePage(MailChoiceForm Form, IReadOnlyList<MailKind> Kinds, IReadOnlyList<SentMail> Sent) : IFormPage<MailChoiceForm>;

/// <summary>Which mails somebody gets, of those that their roles can get. What is stored is what they do without.</summary>
internal sealed class ChooseMails(HwbcDbContext db, FactChange change, SignedIn signedIn) : IUseCase
{
    private const int Most = 20;

    /// <summary>The kinds that a person's roles can get.</summary>
    public static IReadOnlyList<MailKind> KindsOf(SignedInPerson person) => Recipients.WhatIsDue.Where(k => person.Roles.ContainsKey(Recipients.RoleOf(k)!.Value)).ToList();

    public async Task<Result<MailChoicePage>> OpenAsync(MailChoiceForm? form, CancellationToken cancellation)
    {
        var userId = signedIn.Person.UserId;
        var kinds = KindsOf(signedIn.Person);
        if (form is null)
        {
            form = new MailChoiceForm();
            var without = await db.MailOptOuts.Where(o => o.UserId == userId).Select(o => o.Kind).ToListAsync(cancellation);
            foreach (var kind in kinds)
                form[kind] = !without.Contains(kind);
        }

        var sent = await db.Outbox.Where(m => m.UserId == userId && m.State == MailState.Sent && m.ClosedUtc != null).OrderByDescending(m => m.ClosedUtc).ThenByDescending(m => m.Id).Take(Most)
            .Select(m => new SentMail(m.Kind, m.ClosedUtc!.Value)).ToListAsync(cancellation);
        return new MailChoicePage(form, kinds, sent);
    }

    public async Task<Result<Done>> SaveAsync(MailChoiceForm form, CancellationToken cancellation)
    {
        var userId = signedIn.Person.UserId;
        var kinds = KindsOf(signedIn.Person);
        if (kinds.Count == 0)
            return new ForbiddenError("The portal sends no mail about what is due to your roles, so there is nothing to choose.");
        var without = await db.MailOptOuts.Where(o => o.UserId == userId).ToListAsync(cancellation);
        foreach (var kind in kinds)
        {
            var before = without.Find(o => o.Kind == kind);
            if (form[kind] is false && before is null)
                db.Add(new MailOptOut { UserId = userId, Kind = kind });
            else if (form[kind] is true && before is not null)
                db.Remove(before);
        }

        return await change.SaveAsync(new AuditCommand("mail.choose"), [], form, new Done("/account/mail", "Your choice is saved."), _ => "", cancellation);
    }
}
