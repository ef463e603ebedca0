using System.Globalization;
using System.Text.Encodings.Web;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Claims;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure.Components;
using Microsoft.AspNetCore.Html;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>A status in words with the colour of its tag; the words come first, the colour never stands alone.</summary>
/// <param name="Text">The words.</param>
/// <param name="Colour">The design system's colour name.</param>
internal sealed record StatusTag(string Text, string Colour) : IHtmlContent
{
    /// <summary>Written as a tag: a list has too many of them for a tag helper each.</summary>
    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => Blocks.Tag(Text, Colour).WriteTo(writer, encoder);
}

/// <summary>The portal's words: one place, so that the same thing is called the same everywhere.</summary>
internal static class Words
{
    public static string Date(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Date(DateOnly? date, string none) => date is { } d ? Date(d) : none;

    public static string DayMonth(DateOnly date) => date.ToString("d MMMM", CultureInfo.InvariantCulture);

    public static string Month(DateOnly date) => date.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    public static string ShortMonth(DateOnly date) => date.ToString("MMM", CultureInfo.InvariantCulture);

    /// <summary>"5:30pm on 6 August 2026", in London.</summary>
    public static string Instant(DateTime utc)
    {
        return $"{Time(utc)} on {Infrastructure.UkClock.ToLondon(utc).ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}";
    }

    /// <summary>"5:30pm", in London.</summary>
    public static string Time(DateTime utc)
    {
        var london = Infrastructure.UkClock.ToLondon(utc);
        return london.ToString("h:mm", CultureInfo.InvariantCulture) + london.ToString("tt", CultureInfo.InvariantCulture).ToLowerInvariant();
    }

    /// <summary>"2:30pm".</summary>
    public static string Time(TimeOnly time) => time.ToString("h:mm", CultureInfo.InvariantCulture) + time.ToString("tt", CultureInfo.InvariantCulture).ToLowerInvariant();

    /// <summary>"17 December 2026 at 2:30pm"; the date alone where no time was agreed.</summary>
    public static string DateAndTime(DateOnly date, TimeOnly? time) => time is { } t ? $"{Date(date)} at {Time(t)}" : Date(date);

    public static string Count(int n, string one, string many) => n == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{n:N0} {many}");

    public static string Wte(long weeklyMinutes) => (weeklyMinutes / 60m / ClaimMonth.WholeTimeHours).ToString("0.0#", CultureInfo.InvariantCulture) + " WTE";

    public static string Hours(decimal hours) => hours.ToString("0.##", CultureInfo.InvariantCulture) + (hours == 1 ? " hour" : " hours");

    public static StatusTag Of(Referrals referrals, string? postCode = null, DateOnly? startsOn = null, DateOnly? leftOn = null) => referrals switch
    {
        Referrals.Cleared => new("Cleared to take referrals", "green"),
        Referrals.ProvisionallyCleared => new("Cleared for now, on conditions", "aqua-green"),
        Referrals.Suspended => new("Referrals paused", "red"),
        Referrals.NotCleared => new("Not cleared yet", "orange"),
        _ when postCode == "StartsLater" && startsOn is { } date => new($"Starts {DayMonth(date)}", "blue"),
        _ when leftOn is { } date => new($"Left {DayMonth(date)}", "grey"),
        _ => new("Not in post", "grey"),
    };

    public static StatusTag Of(Arrs arrs) => arrs switch
    {
        Arrs.Ready => new("Ready", "green"),
        Arrs.Query => new("To look at", "yellow"),
        Arrs.NotReady => new("Not ready", "orange"),
        _ => new("Does not apply", "grey"),
    };

    public static StatusTag Of(Standing standing) => standing switch
    {
        Standing.Good => new("Up to date", "green"),
        Standing.DueSoon => new("Due soon", "yellow"),
        Standing.Lapsed => new("Overdue", "orange"),
        _ => new("Does not apply", "grey"),
    };

    public static StatusTag Of(Finding finding) => (finding.Outcome, finding.Code) switch
    {
        (Outcome.Met, _) => new("Met", "green"),
        (Outcome.DueSoon, _) => new("Due soon", "yellow"),
        (Outcome.Excused, _) => new("Excused", "grey"),
        (Outcome.Exempt, _) => new("Exempt", "purple"),
        (Outcome.NotApplicable, _) => new("Does not apply", "grey"),
        (_, "DueAfterStart") => new("To do after starting", "yellow"),
        _ when finding.Effects.Contains(Effect.BlocksReferrals) => new("In the way of referrals", "red"),
        _ when finding.Effects.Count == 1 && finding.Effects[0] == Effect.Informs => new("Not recorded", "grey"),
        _ => new("Open", "orange"),
    };

    public static string Of(Owner owner) => owner switch
    {
        Owner.Coach => "Coach",
        Owner.Supervisor => "Supervisor",
        _ => "Manager",
    };

    /// <summary>Who acts next. A certificate that waits to be checked is the coach's requirement and a manager's next act.</summary>
    public static string ActsNext(Finding finding) => finding.Code == "AwaitingVerification" ? "Manager" : Of(finding.Owner);

    /// <summary>A rule's title where it stands among others: nothing local passes for national.</summary>
    public static string Title(string rule, string title) => RuleCodes.IsLocal(rule) ? $"{title} (local policy)" : title;

    public static string Of(CapArea area) => area switch
    {
        CapArea.InnerLondon => "Inner London",
        CapArea.OuterLondon => "Outer London",
        _ => "England outside London",
    };

    public static string Of(Basis basis) => basis switch
    {
        Basis.Guidance => "Role guidance",
        Basis.Contract => "Network Contract",
        Basis.GoodPractice => "Good practice",
        _ => "Local policy",
    };

    /// <summary>"4 days", "half a day".</summary>
    public static string Days(decimal days) => days == 0.5m ? "half a day" : days.ToString("0.#", CultureInfo.InvariantCulture) + (days == 1 ? " day" : " days");

    public static string Of(ProgrammeKind kind) => kind switch
    {
        ProgrammeKind.HealthCoaching => "Health coaching",
        ProgrammeKind.ELearning => "E-learning",
        ProgrammeKind.Refresher => "Refresher",
        ProgrammeKind.PatientActivation => "Patient activation",
        ProgrammeKind.Safeguarding => "Safeguarding",
        _ => "Other",
    };

    public static string Of(CorrectionReason reason) => reason switch
    {
        CorrectionReason.EnteredWrongly => "It was entered wrongly",
        CorrectionReason.EvidenceSaysOtherwise => "The evidence says otherwise",
        CorrectionReason.WrongPerson => "It is somebody else's",
        CorrectionReason.RecordedTwice => "It was recorded twice",
        _ => "Another reason",
    };

    /// <summary>A coded reason with what was noted beside it.</summary>
    public static string Of(CorrectionReason reason, string? note) => string.IsNullOrWhiteSpace(note) ? Of(reason) : $"{Of(reason)}: {note.Trim()}";

    public static string Of(VerificationMethod method) => method switch
    {
        VerificationMethod.SawCertificate => "the certificate was seen",
        VerificationMethod.ProviderConfirmed => "the provider confirmed it",
        _ => "the institute's page was looked up",
    };

    public static string Of(AbsenceReason reason) => reason switch
    {
        AbsenceReason.Leave => "Leave",
        AbsenceReason.Secondment => "Secondment",
        _ => "Other",
    };

    public static string Of(SessionKind kind) => kind switch
    {
        SessionKind.HealthCoachingIndividual => "Health coaching, one to one",
        SessionKind.HealthCoachingGroup => "Health coaching, group",
        SessionKind.ClinicalProfessional => "Clinical or professional",
        SessionKind.ClinicPractice => "Clinic or practice",
        SessionKind.Educational => "Educational",
        _ => "Line management",
    };

    public static string Of(SessionOutcome outcome) => outcome switch
    {
        SessionOutcome.Held => "Held",
        SessionOutcome.Booked => "Booked",
        SessionOutcome.Cancelled => "Cancelled",
        _ => "Did not attend",
    };

    public static string Of(SessionFormat format) => format switch
    {
        SessionFormat.Video => "Video",
        SessionFormat.InPerson => "In person",
        _ => "Phone",
    };

    public static string Of(AssignmentKind kind) => kind switch
    {
        AssignmentKind.HealthCoaching => "Health coaching supervisor",
        AssignmentKind.ClinicalProfessional => "Named clinician",
        AssignmentKind.ClinicPractice => "Clinic or practice supervisor",
        AssignmentKind.Educational => "Educational supervisor",
        _ => "Line manager",
    };

    public static string Of(EligibilityBasis basis) => basis switch
    {
        EligibilityBasis.PciAccreditedProgramme => "An accredited programme",
        _ => "A recorded equivalent",
    };

    public static string Of(Profession profession) => profession switch
    {
        Profession.HealthCoach => "Health coach",
        Profession.GP => "GP",
        Profession.AdvancedPractitioner => "Advanced practitioner",
        Profession.SeniorClinician => "Senior clinician",
        Profession.Manager => "Manager",
        _ => "Other",
    };
}
