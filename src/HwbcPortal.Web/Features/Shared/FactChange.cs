using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>How every form changes the record: a first version, or a next one that voids the one before; then one save.</summary>
internal sealed class FactChange(HwbcDbContext db, RecordSaver saver, UkClock clock, SignedIn signedIn, SignedInReader people) : IUseCase
{
    // Imported items keep their place; what is recorded here comes after them, in the order of recording.
    private const int AfterImported = 1_000_000;

    private static readonly RuleError ClearsOneself = new("", "It would clear you yourself, and nobody does that. Ask somebody else to do it");

    private static RuleError AfterLeaving(DateOnly last) => new("", $"They have left your PCN. What happened after {Words.Date(last)} is recorded where they work now");

    /// <summary>A new record's first version.</summary>
    public T First<T>(T row) where T : FactVersion
    {
        row.RecordId = row.Id;
        row.Position = AfterImported;
        row.RecordedOn = clock.Today;
        return row;
    }

    /// <summary>The next version of a record; the one before counts no longer from today.</summary>
    public T Next<T>(T before, T row) where T : FactVersion
    {
        row.RecordId = before.RecordId;
        row.ReplacesId = before.Id;
        row.Position = AfterImported;
        row.RecordedOn = clock.Today;
        before.VoidedOn = clock.Today;
        return row;
    }

    /// <summary>The id of a new item in the coach file: ids made later sort later.</summary>
    public static string NewItemId(string kind) => $"{kind}-{Guid.CreateVersion7():N}";

    /// <summary>Stores what the use case added, or says why not.</summary>
    /// <param name="command">What is being done, for the audit.</param>
    /// <param name="coachIds">The coaches whose answers can change.</param>
    /// <param name="form">The form with its key.</param>
    /// <param name="done">Where to go next.</param>
    /// <param name="field">The form's field for a fault that the coach file's check finds at a path.</param>
    /// <param name="cancellation">Stops the commands.</param>
    public async Task<Result<Done>> SaveAsync(AuditCommand command, IReadOnlyCollection<Guid> coachIds, PortalForm form, Done done, Func<string, string> field, CancellationToken cancellation)
    {
        var receipt = new FormReceipt { Key = form.Key, UserId = signedIn.Person.UserId, AcceptedUtc = clock.UtcNow, Location = done.Location };
        var outcome = await saver.SaveAsync(command, coachIds, clock.Today, receipt, cancellation);
        // Assignments and accounts say what people may do; asking anew is cheap and never wrong.
        people.Forget();
        return outcome switch
        {
            SaveOutcome.Saved => done,
            SaveOutcome.Repeated repeated => done with { Location = repeated.Location },
            SaveOutcome.ClearsOneself => ClearsOneself,
            SaveOutcome.AfterLeaving left => AfterLeaving(left.Last),
            SaveOutcome.Refused refused => new RuleError(field(refused.Refusal.Path), refused.Refusal.Message),
            _ => new StaleError(),
        };
    }

    /// <summary>Whether the last save found the form repeated, in a transaction that the use case began: it is ended, and there is nothing more to look at.</summary>
    public bool WasRepeated => db.Database.CurrentTransaction is null;

    /// <summary>Ends the transaction that a use case began before it saved, and hands the answer on. Nothing of a refusal is stored; a repeated form has ended it already.</summary>
    public async Task<Result<Done>> CommitAsync(Result<Done> saved, CancellationToken cancellation)
    {
        if (saved.Failure is null && db.Database.CurrentTransaction is { } transaction)
            await transaction.CommitAsync(cancellation);
        return saved;
    }

    /// <summary>Stores several changes, a command each so that each coach's history tells its own; all of them or none.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="add">Adds a change to the unit of work, and says what is being done to which coach.</param>
    /// <param name="form">The form with its key.</param>
    /// <param name="done">Where to go next.</param>
    /// <param name="refused">The field and sentence for a change that the coach file's check refuses.</param>
    /// <param name="cancellation">Stops the commands.</param>
    public async Task<Result<Done>> SaveEachAsync<T>(IReadOnlyList<T> changes, Func<T, AuditCommand> add, PortalForm form, Done done, Func<T, string, RuleError> refused, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var receipt = new FormReceipt { Key = form.Key, UserId = signedIn.Person.UserId, AcceptedUtc = clock.UtcNow, Location = done.Location };
        foreach (var one in changes)
        {
            var command = add(one);
            switch (await saver.SaveAsync(command, [command.CoachId!.Value], clock.Today, receipt, cancellation))
            {
                case SaveOutcome.Repeated repeated:
                    return done with { Location = repeated.Location };
                case SaveOutcome.Refused wrong:
                    return refused(one, wrong.Refusal.Message);
                case SaveOutcome.ClearsOneself:
                    return ClearsOneself;
                case SaveOutcome.AfterLeaving left:
                    return AfterLeaving(left.Last);
                case SaveOutcome.Stale:
                    return new StaleError();
            }

            receipt = null;
        }

        await transaction.CommitAsync(cancellation);
        people.Forget();
        return done;
    }

    /// <summary>The last member of a path, as a form's field is named: $.posts[0].endDate becomes EndDate.</summary>
    public static string FieldOf(string path, params (string Member, string Field)[] names)
    {
        var member = path[(path.LastIndexOf('.') + 1)..];
        return names.FirstOrDefault(n => n.Member == member).Field ?? "";
    }
}
