using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Seeding;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Cli;

/// <summary>Fills an empty database with the demo, and gives its sign-ins the password of this start.</summary>
internal sealed class DemoData(HwbcDbContext db, CoachFileImport import, RecordSaver saver, UserManager<PortalUser> users, UkClock clock) : IUseCase
{
    /// <summary>The sign-ins: who each is, by reference.</summary>
    private static readonly (string Email, string Reference, string Name, (PortalRole Role, string? Pcn)[] Roles)[] Accounts =
    [
        ("manager@demo.test", "HWBC-000018", "Priya Shah", [(PortalRole.Manager, DemoCoaches.Riverside), (PortalRole.Coach, null)]),
        ("supervisor@demo.test", "P-000002", "Rachel Bell", [(PortalRole.Supervisor, null)]),
        ("coach@demo.test", "HWBC-000014", "Aisha Khan", [(PortalRole.Coach, null)]),
        ("admin@demo.test", "P-000004", "Alex Morgan", [(PortalRole.Administrator, null)]),
        // These have no sign-in of their own on the list: they are there so that other PCNs have somebody.
        ("manager.two@demo.test", "P-000001", "Daniel Moss", [(PortalRole.Manager, DemoCoaches.Riverside), (PortalRole.Manager, DemoCoaches.Hillside)]),
        ("manager.harbour@demo.test", "P-000005", "Joan Webb", [(PortalRole.Manager, DemoCoaches.Harbour)]),
        ("hub@demo.test", "P-000006", "Farah Aziz", [(PortalRole.HubLead, DemoCoaches.Riverside), (PortalRole.HubLead, DemoCoaches.Hillside)]),
        ("viewer@demo.test", "P-000007", "Leo Grant", [(PortalRole.Viewer, DemoCoaches.Riverside)]),
    ];

    /// <summary>What the console prints.</summary>
    public static IEnumerable<string> SignIns => Accounts.Take(4).Select(a => a.Email);

    public async Task EnsureAsync(string password, CancellationToken cancellation)
    {
        if (!await db.Users.AnyAsync(cancellation))
            await FillAsync(cancellation);
        foreach (var user in await db.Users.ToListAsync(cancellation))
        {
            db.Command = new AuditCommand("demo");
            user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
            user.SecurityStamp = Guid.NewGuid().ToString("N");
            await users.UpdateAsync(user);
        }
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        foreach (var file in DemoCoaches.All(clock.Today))
        {
            if ((await import.ImportAsync(file, clock.Today, cancellation)).Refusal is { } refusal)
                throw new InvalidOperationException($"{file.Coach.Reference}: {refusal.Code} at {refusal.Path}: {refusal.Message}");
        }

        db.ChangeTracker.Clear();
        db.Command = new AuditCommand("demo");
        foreach (var (code, name, contact) in DemoCoaches.Pcns)
        {
            var pcn = await db.Pcns.SingleAsync(p => p.Code == code, cancellation);
            (pcn.Name, pcn.ConcernContact) = (name, contact);
        }

        foreach (var programme in await db.Programmes.ToListAsync(cancellation))
            programme.IsSample = true;
        var riverside = await db.Pcns.SingleAsync(p => p.Code == DemoCoaches.Riverside, cancellation);
        foreach (var pause in await db.Suspensions.ToListAsync(cancellation))
            (pause.MadeByPcnId, pause.PrivateReason) = (riverside.Id, "A concern was raised about record keeping; to be talked through with the supervisor.");
        await db.SaveChangesAsync(cancellation);
        await AddPlacesAsync(cancellation);
        await AddSubjectsAsync(riverside.Id, cancellation);
        foreach (var account in Accounts)
            await AddAsync(account.Email, account.Reference, account.Name, account.Roles, cancellation);
        await AddClaimsAsync(riverside.Id, cancellation);
        // The demo's people have the numbers of their stories; the next number given out comes after them.
        await db.ReferenceSeries.ExecuteUpdateAsync(u => u.SetProperty(s => s.Last, 100), cancellation);
    }

    /// <summary>Made-up practices and ICBs of which the former ended when the contract year began; nobody has recorded Harbour's yet.</summary>
    private async Task AddPlacesAsync(CancellationToken cancellation)
    {
        var (first, merged) = (new DateOnly(2019, 7, 1), new DateOnly(2026, 4, 1));
        foreach (var (kind, code, name, pcns, from, to) in new (OrganisationKind, string?, string, string[], DateOnly, DateOnly?)[]
        {
            (OrganisationKind.Icb, "QZ2", "Demo West ICB", [DemoCoaches.Riverside], first, merged.AddDays(-1)), (OrganisationKind.Icb, "QZ1", "Demo North ICB", [DemoCoaches.Riverside], merged, null), (OrganisationKind.Icb, "QZ3", "Demo Hills ICB", [DemoCoaches.Hillside], first, null),
            (OrganisationKind.SubIcbLocation, "Z9Z1Z", "Demo North ICB, Riverside", [DemoCoaches.Riverside], first, null), (OrganisationKind.Employer, null, "Demo Primary Care Limited", [DemoCoaches.Riverside, DemoCoaches.Hillside], first, null),
            (OrganisationKind.Practice, "Z90001", "Bridge Street Surgery", [DemoCoaches.Riverside], first, null), (OrganisationKind.Practice, "Z90002", "Mill Lane Medical Centre", [DemoCoaches.Riverside], first, null), (OrganisationKind.Practice, "Z90003", "Old Quay Practice", [DemoCoaches.Riverside], first, new DateOnly(2025, 9, 30)),
            (OrganisationKind.Practice, "Z90004", "Hilltop Surgery", [DemoCoaches.Hillside], first, null),
        })
        {
            var organisation = new Organisation { Kind = kind, Code = code, Name = name };
            db.Add(organisation);
            foreach (var pcnCode in pcns)
                db.Add(new PcnOrganisation { PcnId = await db.Pcns.Where(p => p.Code == pcnCode).Select(p => p.Id).SingleAsync(cancellation), OrganisationId = organisation.Id, From = from, To = to });
        }

        db.Command = new AuditCommand("demo");
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Riverside asks for fire safety and information governance, since three weeks ago.</summary>
    private async Task AddSubjectsAsync(Guid pcnId, CancellationToken cancellation)
    {
        var content = new LocalPolicyContent(Rules:
        [
            new LocalRule { Rule = "LOC-01", Title = "Fire safety", ValidityMonths = 12, Effects = [Effect.Warns] },
            new LocalRule { Rule = "LOC-02", Title = "Information governance", ValidityMonths = 12, Effects = [Effect.Informs] },
        ]);
        var policy = new LocalPolicyVersion { ItemId = "riverside-policy", PcnId = pcnId, From = clock.Today.AddDays(-21), RecordedOn = clock.Today.AddDays(-21), ContentJson = content.Write() };
        policy.RecordId = policy.Id;
        db.Add(policy);
        var coaches = await db.Posts.Where(p => p.PcnId == pcnId && p.VoidedOn == null).Select(p => p.CoachId).Distinct().ToListAsync(cancellation);
        if (await saver.SaveAsync(new AuditCommand("demo"), coaches, clock.Today, null, cancellation) is not SaveOutcome.Saved)
            throw new InvalidOperationException("The demo's policy was not stored.");
    }

    /// <summary>The caps, recorded by the administrator, and what two coaches of Riverside cost last month: one within the cap, one over it.</summary>
    private async Task AddClaimsAsync(Guid pcnId, CancellationToken cancellation)
    {
        var people = await db.People.Where(p => p.Reference == "P-000004" || p.Reference == "P-000001" || p.Reference == "HWBC-000011" || p.Reference == "HWBC-000012").ToDictionaryAsync(p => p.Reference, p => p.Id, cancellation);
        db.Command = new AuditCommand("demo");
        db.AddRange(DemoCaps.All(people["P-000004"]));
        var month = new DateOnly(clock.Today.Year, clock.Today.Month, 1).AddMonths(-1);
        foreach (var (reference, amount) in new[] { ("HWBC-000011", 2_198.40m), ("HWBC-000012", 3_960.25m) })
            db.Add(new ActualCost { CoachId = people[reference], PcnId = pcnId, Month = month, Amount = amount, EnteredUtc = clock.UtcNow, EnteredById = people["P-000001"] });
        await db.SaveChangesAsync(cancellation);
    }

    private async Task AddAsync(string email, string reference, string name, (PortalRole Role, string? Pcn)[] roles, CancellationToken cancellation)
    {
        var person = await db.People.SingleOrDefaultAsync(p => p.Reference == reference, cancellation);
        if (person is null)
            db.Add(person = new Person { Reference = reference, Name = name });
        person.Name = name;
        var user = new PortalUser { UserName = email, Email = email, EmailConfirmed = true, PersonId = person.Id };
        foreach (var (role, code) in roles)
        {
            var pcnId = code is null ? (Guid?)null : await db.Pcns.Where(p => p.Code == code).Select(p => p.Id).SingleAsync(cancellation);
            user.Memberships.Add(new Membership { UserId = user.Id, Role = role, PcnId = pcnId, From = clock.Today.AddYears(-1) });
        }

        db.Command = new AuditCommand("demo");
        var made = await users.CreateAsync(user);
        if (!made.Succeeded)
            throw new InvalidOperationException(string.Join(" ", made.Errors.Select(e => e.Description)));
    }
}
