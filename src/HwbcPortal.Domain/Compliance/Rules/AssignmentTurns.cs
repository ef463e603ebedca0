namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>The days on which assignments of a kind, and what their supervisors may do, can change.</summary>
internal static class AssignmentTurns
{
    public static IEnumerable<DateOnly> Of(EvaluationContext context, AssignmentKind kind, bool withEligibility)
    {
        foreach (var assignment in context.Seen.Assignments.Where(a => a.Kind == kind))
        {
            yield return assignment.From;
            if (assignment.To is { } end)
                yield return Days.Plus(end, 1);
            if (!withEligibility)
                continue;
            foreach (var period in context.EligibilityOf(assignment.Supervisor))
            {
                yield return period.From;
                if (period.To is { } last)
                    yield return Days.Plus(last, 1);
            }
        }
    }
}
