using System.Globalization;

namespace HwbcPortal.Domain.Compliance;

/// <summary>
/// What a file may not say although its shape is right: section 3 of the rules, from DuplicateId on. The reader, the import and
/// the forms all ask here. Void items are read as strictly as others, but for overlaps.
/// </summary>
public static class CoachFileValidator
{
    /// <summary>The first fault of a file that was not read from text; lists stand in the order of section 3. Null: none.</summary>
    /// <param name="file">The file.</param>
    public static CoachFileRefusal? Validate(CoachFile file) => Validate(file, null);

    /// <summary>Every fault that a local policy has by itself: what a form says beside its fields. That it overlaps another is asked of the file.</summary>
    /// <param name="policy">The policy.</param>
    public static IReadOnlyList<CoachFileRefusal> FaultsOf(LocalPolicy policy)
    {
        var file = new CoachFile { Coach = new Coach { Reference = "-", Name = "-" }, LocalPolicies = [policy] };
        return [.. IdentityFaults.Duplicates(file, null), .. DateOrders(file), .. Ranges(file), .. PcnCodes(file), .. PolicyFaults.Loosening(file)];
    }

    internal static CoachFileRefusal? Validate(CoachFile file, DocumentOrder? order)
    {
        // The codes are tried one after the other; within a code the first in the document is told.
        foreach (var faults in new Func<CoachFile, DocumentOrder?, IEnumerable<CoachFileRefusal>>[]
        {
            IdentityFaults.Duplicates, (f, _) => IdentityFaults.UnknownReferences(f), (f, _) => DateOrders(f), (f, _) => Ranges(f), (f, _) => Overlaps(f), (f, _) => PcnCodes(f),
            (f, _) => PolicyFaults.Loosening(f), (f, _) => NotExemptibles(f), (f, _) => LongProvisionals(f),
        })
        {
            var found = order is null ? faults(file, order).FirstOrDefault() : faults(file, order).MinBy(f => order.PlaceOf(f.Path));
            if (found is not null)
                return found;
        }

        return null;
    }

    internal static string Path(string list, int index, string? member = null) =>
        string.Create(CultureInfo.InvariantCulture, $"$.{list}[{index}]{(member is null ? "" : ".")}{member}");

    private static IEnumerable<CoachFileRefusal> DateOrders(CoachFile file)
    {
        return Periods(file.Posts, "posts", "endDate", p => p.StartDate, p => p.EndDate)
            .Concat(Periods(file.Absences, "absences", "to", a => a.From, a => a.To))
            .Concat(file.Programmes.SelectMany((p, i) => Periods(p.Accreditations, $"programmes[{i}].accreditations", "to", a => a.From, a => a.To)))
            .Concat(file.Training.SelectMany(TrainingDates))
            .Concat(file.Supervisors.SelectMany((s, i) => Periods(s.Eligibility, $"supervisors[{i}].eligibility", "to", e => e.From, e => e.To)))
            .Concat(Periods(file.Assignments, "assignments", "to", a => a.From, a => a.To))
            .Concat(Periods(file.Checks, "checks", "validUntil", c => c.On, c => c.ValidUntil))
            .Concat(Periods(file.Suspensions, "suspensions", "liftedOn", s => s.From, s => s.LiftedOn))
            .Concat(Periods(file.Provisionals, "provisionals", "to", p => p.From, p => p.To))
            .Concat(Periods(file.Exemptions, "exemptions", "to", e => e.From, e => e.To))
            .Concat(Periods(file.LocalPolicies, "localPolicies", "to", p => p.From, p => p.To));

        static IEnumerable<CoachFileRefusal> Periods<T>(IReadOnlyList<T> facts, string list, string end, Func<T, DateOnly> from, Func<T, DateOnly?> to)
        {
            for (var i = 0; i < facts.Count; i++)
            {
                if (to(facts[i]) < from(facts[i]))
                    yield return new("DateOrder", Path(list, i, end), "The end must be on the first day or later.");
            }
        }
    }

    private static IEnumerable<CoachFileRefusal> TrainingDates(Training training, int index)
    {
        var before = training.EnrolledOn;
        foreach (var (member, date, sentence) in new[]
        {
            ("startedOn", training.StartedOn, "The start must be on the day of booking or later."),
            ("completedOn", training.CompletedOn, "The completion must be on the day of booking and of the start or later."),
            ("assessmentPassedOn", training.AssessmentPassedOn, "The assessment must be passed on the day of completion or later."),
        })
        {
            if (date < before)
                yield return new("DateOrder", Path("training", index, member), sentence);
            before = date ?? before;
        }
    }

    private static IEnumerable<CoachFileRefusal> Ranges(CoachFile file)
    {
        if (file.Coach.Tier is < 1 or > 4)
            yield return new("Range", "$.coach.tier", "The tier must be between 1 and 4.");
        for (var i = 0; i < file.Posts.Count; i++)
        {
            if (file.Posts[i].HoursPerWeek is < 0 or > 60)
                yield return new("Range", Path("posts", i, "hoursPerWeek"), "Hours a week must be between 0 and 60.");
            if (file.Posts[i].AfcBand is < 1 or > 9)
                yield return new("Range", Path("posts", i, "afcBand"), "The band must be between 1 and 9.");
        }

        for (var i = 0; i < file.Programmes.Count; i++)
        {
            if (file.Programmes[i].Days is < 0.5m or > 20)
                yield return new("Range", Path("programmes", i, "days"), "Days must be between 0.5 and 20.");
        }

        for (var i = 0; i < file.Supervisors.Count; i++)
        {
            for (var j = 0; j < file.Supervisors[i].Eligibility.Count; j++)
            {
                if (file.Supervisors[i].Eligibility[j].Tier is < 1 or > 4)
                    yield return new("Range", Path($"supervisors[{i}].eligibility", j, "tier"), "The tier must be between 1 and 4.");
            }
        }

        for (var i = 0; i < file.Sessions.Count; i++)
        {
            if (file.Sessions[i].Minutes is < 1 or > 480)
                yield return new("Range", Path("sessions", i, "minutes"), "Minutes must be between 1 and 480.");
        }

        for (var i = 0; i < file.LocalPolicies.Count; i++)
        {
            for (var j = 0; j < file.LocalPolicies[i].Rules.Count; j++)
            {
                if (file.LocalPolicies[i].Rules[j].ValidityMonths is < 1 or > PolicyNumber.LongestMonths)
                    yield return new("Range", Path($"localPolicies[{i}].rules", j, "validityMonths"), "The validity must be between 1 and 60 months.");
            }
        }
    }

    private static IEnumerable<CoachFileRefusal> Overlaps(CoachFile file)
    {
        return Overlapping(file.Posts, "posts", p => (p.Pcn, p.StartDate, p.EndDate), "Two posts at one PCN overlap. End the one before the other begins.")
            .Concat(Overlapping(file.LocalPolicies, "localPolicies", p => (p.Pcn, p.From, p.To), "Two local policies of one PCN overlap. End the one before the other begins."));

        static IEnumerable<CoachFileRefusal> Overlapping<T>(IReadOnlyList<T> facts, string list, Func<T, (string Pcn, DateOnly From, DateOnly? To)> period, string sentence)
            where T : Fact
        {
            for (var i = 1; i < facts.Count; i++)
            {
                if (facts[i].VoidedOn is not null)
                    continue;
                var (pcn, from, to) = period(facts[i]);
                for (var j = 0; j < i; j++)
                {
                    var other = period(facts[j]);
                    if (facts[j].VoidedOn is null && other.Pcn == pcn && (to is null || other.From <= to) && (other.To is null || other.To >= from))
                    {
                        yield return new("Overlap", Path(list, i), sentence);
                        break;
                    }
                }
            }
        }
    }

    private static IEnumerable<CoachFileRefusal> PcnCodes(CoachFile file)
    {
        return Codes(file.Posts, "posts", p => p.Pcn).Concat(Codes(file.Assignments, "assignments", a => a.Pcn)).Concat(Codes(file.Checks, "checks", c => c.Pcn))
            .Concat(Codes(file.Provisionals, "provisionals", p => p.Pcn)).Concat(Codes(file.Exemptions, "exemptions", e => e.Pcn))
            .Concat(Codes(file.LocalPolicies, "localPolicies", p => p.Pcn));

        static IEnumerable<CoachFileRefusal> Codes<T>(IReadOnlyList<T> facts, string list, Func<T, string> code)
        {
            for (var i = 0; i < facts.Count; i++)
            {
                if (!RuleCodes.IsPcn(code(facts[i])))
                    yield return new("PcnCode", Path(list, i, "pcn"), "A PCN's code is U and five digits, such as U12345.");
            }
        }
    }

    private static IEnumerable<CoachFileRefusal> NotExemptibles(CoachFile file)
    {
        for (var i = 0; i < file.Exemptions.Count; i++)
        {
            if (RuleCodes.NotExemptible.Contains(file.Exemptions[i].Rule))
                yield return new("NotExemptible", Path("exemptions", i, "rule"), $"Nobody can be exempted from {file.Exemptions[i].Rule}.");
        }
    }

    private static IEnumerable<CoachFileRefusal> LongProvisionals(CoachFile file)
    {
        for (var i = 0; i < file.Provisionals.Count; i++)
        {
            var provisional = file.Provisionals[i];
            if (provisional.To is not { } to || to.DayNumber - provisional.From.DayNumber > 90)
                yield return new("ProvisionalTooLong", Path("provisionals", i, "to"), "A provisional clearance must end within 90 days of its first day.");
        }
    }
}
