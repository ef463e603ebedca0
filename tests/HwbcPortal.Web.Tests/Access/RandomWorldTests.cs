using System.Data.Common;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>
/// T08: random worlds of five PCNs. Every set of rows is read as several people, and is exactly what the oracle says; every page, list and
/// export is asked for, with ids from the whole world, and shows no mark, reference or id of a row that is not the person's. Asked for once
/// more in the same world without those rows it is the same to the letter: no day, figure or word is made of them either.
/// </summary>
public sealed partial class RandomWorldTests
{
    private const int Worlds = 1_000;
    private const int Lanes = 2;
    private const int PagesAWorld = 16;
    private static readonly DateOnly Today = new(2026, 11, 24);

    // A new address has a row in the matrix, and so is asked for here.
    private static readonly string[] Addresses = [.. Matrix.Rows.Where(r => r.Method == "GET" && r.Endpoint.StartsWith("GET ", StringComparison.Ordinal)).Select(r => r.Path)];

    private readonly List<string> _wrong = [];
    private readonly SortedDictionary<int, int> _answers = [];
    private long _sets;
    private long _rows;
    private long _pages;
    private long _seen;
    private long _taken;
    private long _compared;

    [Fact]
    public async Task T08_nobody_sees_a_row_of_another_PCN_in_a_thousand_random_worlds()
    {
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => LaneAsync(lane))));
        Assert.True(_wrong.Count == 0, string.Join('\n', _wrong.Take(40)));
        // Nobody is kept from everything: pages were opened, and showed rows.
        Assert.True(_answers[200] > Worlds * 3 && _seen > Worlds * 8, $"{_seen} rows on pages; {string.Join(", ", _answers.Select(a => $"{a.Key}: {a.Value}"))}");
        Proof.Holds("T08", "random worlds of five PCNs: every set of rows through the filter as everybody; the texts, ids and references on pages, lists and exports in turn, each address many times, as one of them; each page again without what is not theirs", $"{Worlds:N0} worlds; {PagesAWorld} of {Addresses.Length} addresses a world; {_sets:N0} sets, {_rows:N0} rows; {_pages:N0} pages, {_seen:N0} marks; {_compared:N0} compared without {_taken:N0} rows", "0 leaks, 0 missing, 0 pages another");
    }

    private async Task LaneAsync(int lane)
    {
        var other = new OtherDatabase();
        await using var running = await Running.StartAsync(
            services => services.AddSingleton<IInterceptor>(other).Configure<PasswordHasherOptions>(o => o.IterationCount = RandomWorld.Quick.IterationCount),
            ("Database:Provider", "Sqlite"), ("ConnectionStrings:Hwbc", null), ("Limits:Requests", "1000000"), ("Limits:Files", "1000000"), ("Limits:SignIn", "1000000"));
        var portal = running.Portal;
        // What the portal does at its start by itself is done: late, it would write into the first world while that is made.
        await portal.Services.GetServices<IHostedService>().OfType<NightlyStandings>().Single().StopAsync(CancellationToken.None);
        var template = Path.Combine(portal.Folder, "empty.db");
        await other.UseAsync(template, () => DatabaseStart.MigrateAsync(portal.Services, CancellationToken.None));
        // What is kept in memory is kept for one record.
        other.Turned = portal.Services.GetRequiredService<Web.Features.Readiness.KeptAnswers>().StandingsExtended;
        for (var number = lane; number < Worlds; number += Lanes)
        {
            var file = Path.Combine(portal.Folder, "world.db");
            File.Copy(template, file, overwrite: true);
            var world = new RandomWorld(number, Today);
            await other.UseAsync(file, async () =>
            {
                await portal.SystemAsync(async s =>
                {
                    await world.FillAsync(s.GetRequiredService<HwbcDbContext>(), s.GetRequiredService<CoachFileReader>(), s.GetRequiredService<StandingWriter>());
                    return 0;
                });
                foreach (var principal in world.Principals)
                    await ReadSetsAsync(portal, world, principal, number);
            });
            var principal = world.Principals[number % world.Principals.Count];
            using var visitor = portal.Visitor();
            await other.UseAsync(file, () => visitor.SignInAsync(principal.Email, RandomWorld.Password));
            var theirs = Path.Combine(portal.Folder, "theirs.db");
            File.Copy(file, theirs, overwrite: true);
            IReadOnlyList<(string Path, string Text)> pages = [];
            await other.UseAsync(file, async () => pages = await OpenPagesAsync(visitor, world, principal, number));
            await other.UseAsync(theirs, async () =>
            {
                await portal.SystemAsync(async s => await KeepTheirsAsync(s.GetRequiredService<HwbcDbContext>(), s.GetRequiredService<CoachFileReader>(), s.GetRequiredService<StandingWriter>(), world, principal));
                await CompareAsync(visitor, pages, principal, number);
            });
        }
    }

    /// <summary>Every set that a PCN or a coach owns, as the portal says who somebody is: neither a row too many nor one too few.</summary>
    private async Task ReadSetsAsync(PortalFixture portal, RandomWorld world, Principal principal, int number)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HwbcDbContext>();
        var person = await scope.ServiceProvider.GetRequiredService<SignedInReader>().ReadAsync(principal.UserId, CancellationToken.None);
        person!.ReadsBy(scope.ServiceProvider.GetRequiredService<Caller>());
        foreach (var type in db.Model.GetEntityTypes().Where(t => t.FindDeclaredQueryFilter(HwbcDbContext.TenancyFilter) is not null).Select(t => t.ClrType))
        {
            var got = (await SetAsync(db, type)).Select(Key).ToHashSet();
            var all = world.Rows.Where(r => r.GetType() == type).ToList();
            var due = all.Where(r => world.Sees(principal.Sight, r)).Select(Key).ToHashSet();
            if (!got.SetEquals(due))
                Say($"world {number}: {principal.Roles} sees {got.Except(due).Count()} of {type.Name} that are not theirs, and misses {due.Except(got).Count()}");
            Interlocked.Increment(ref _sets);
            Interlocked.Add(ref _rows, all.Count);
        }
    }

    /// <summary>Over all worlds each address is asked for as each kind of person, with ids from anywhere.</summary>
    private async Task<IReadOnlyList<(string Path, string Text)>> OpenPagesAsync(Visitor visitor, RandomWorld world, Principal principal, int number)
    {
        var pages = new List<(string Path, string Text)>();
        var owners = world.Rows.OfType<FactVersion>().GroupBy(f => f.RecordId).ToDictionary(g => g.Key, g => (object)g.First());
        foreach (var row in world.Rows.Where(r => r is not (CoachStanding or DbsDecision)))
            owners[(Guid)Key(row)] = row;
        foreach (var role in world.Roles)
            owners[role.Id] = role;
        foreach (var reset in world.Resets)
            owners[reset.Id] = reset;
        var coaches = world.Coaches.ToDictionary(c => c.Person!.Reference, StringComparer.Ordinal);
        for (var page = 0; page < PagesAWorld; page++)
        {
            var path = Filled(world, Addresses[((number * PagesAWorld) + page) % Addresses.Length]);
            using var response = await visitor.Client.GetAsync(new Uri(path, UriKind.Relative));
            var text = AccessTests.Read(await response.Content.ReadAsByteArrayAsync());
            var status = (int)response.StatusCode;
            lock (_answers)
                _answers[status] = _answers.GetValueOrDefault(status) + 1;
            if (status is >= 500 or 429)
                Say($"world {number}: {path} as {principal.Roles}: {status}");
            // A page that opens is about a row that is theirs to read.
            if (status == 200 && Ids().Match(path.Split('?')[0]) is { Success: true } asked && owners.GetValueOrDefault(Guid.Parse(asked.Value)) is { } about && !world.MayRead(principal, about))
                Say($"world {number}: {path} as {principal.Roles} opens, and its row of {about.GetType().Name} is not theirs");
            foreach (var shown in Marks().Matches(text).Select(m => world.Marked(int.Parse(m.Groups[1].Value)))
                // What was asked for is repeated by forms and by the page of what is not there.
                .Concat(Ids().Matches(text).Where(m => !path.Contains(m.Value, StringComparison.OrdinalIgnoreCase)).Select(m => owners.GetValueOrDefault(Guid.Parse(m.Value))))
                .Concat(References().Matches(text).Where(m => !path.Contains(m.Value, StringComparison.Ordinal)).Select(m => coaches.GetValueOrDefault(m.Value))))
            {
                if (shown is null)
                    continue;
                Interlocked.Increment(ref _seen);
                if (!world.MayRead(principal, shown))
                    Say($"world {number}: {path} as {principal.Roles} shows a row of {shown.GetType().Name} that is not theirs");
            }

            pages.Add((path, $"{status} {text}"));
            Interlocked.Increment(ref _pages);
        }

        return pages;
    }

    /// <summary>The same world without any row that their pages may not be told by.</summary>
    private async Task<int> KeepTheirsAsync(HwbcDbContext db, CoachFileReader reader, StandingWriter standings, RandomWorld world, Principal principal)
    {
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("PRAGMA foreign_keys = OFF");
        var taken = 0;
        foreach (var row in world.Rows.Where(r => db.Model.FindEntityType(r.GetType()) is not null && !world.MayBeToldBy(principal, r)))
            taken += await ForgetAsync(db, row);
        // What lists read is worked out anew, of what is left.
        foreach (var (id, file) in await reader.ReadAsync(await db.Coaches.Select(c => c.Id).ToListAsync()))
            await standings.WriteAsync(id, file, Today);
        Interlocked.Add(ref _taken, taken);
        return taken;
    }

    private static Task<int> ForgetAsync(HwbcDbContext db, object row)
    {
        var type = db.Model.FindEntityType(row.GetType())!;
        var keys = type.FindPrimaryKey()!.Properties;
        // Names of tables and columns are the model's.
        var sql = $"DELETE FROM \"{type.GetTableName()}\" WHERE {string.Join(" AND ", keys.Select((k, n) => $"\"{k.GetColumnName()}\" = {{{n}}}"))}";
        return db.Database.ExecuteSqlRawAsync(sql, keys.Select(k => k.GetGetter().GetClrValue(row)!));
    }

    /// <summary>Each page again, in the world without what is not theirs: no word, day or figure of it comes from there.</summary>
    private async Task CompareAsync(Visitor visitor, IReadOnlyList<(string Path, string Text)> pages, Principal principal, int number)
    {
        foreach (var (path, before) in pages)
        {
            using var response = await visitor.Client.GetAsync(new Uri(path, UriKind.Relative));
            var (was, now) = (Said(before), Said($"{(int)response.StatusCode} {AccessTests.Read(await response.Content.ReadAsByteArrayAsync())}"));
            Interlocked.Increment(ref _compared);
            if (was == now)
                continue;
            var at = was.Zip(now).TakeWhile(c => c.First == c.Second).Count();
            Say($"world {number}: {path} as {principal.Roles} is another without what is not theirs: ...{Around(was, at)}... became ...{Around(now, at)}...");
        }

        static string Around(string text, int at) => text[Math.Max(0, at - 120)..Math.Min(text.Length, at + 120)].ReplaceLineEndings(" ");
    }

    private static string Said(string page) => Chance().Replace(page, "");

    private static string Filled(RandomWorld world, string address)
    {
        var path = References().Replace(address, _ => world.Any(world.Coaches).Person!.Reference);
        // A page of somebody's account is anybody's, coach or not.
        path = People().Replace(path, _ => $"/people/{world.Any(world.People)}");
        // A role stands at its person's address.
        if (path.Contains("{role}", StringComparison.Ordinal))
        {
            var role = world.Any(world.Roles);
            path = People().Replace(path, $"/people/{world.OfUser(role.UserId)}").Replace("{role}", role.Id.ToString(), StringComparison.Ordinal);
        }

        path = path.Replace("{withApp}", world.Any(world.People), StringComparison.Ordinal);
        path = PcnCodes().Replace(path, _ => world.Any(world.Pcns).Code);
        path = Places().Replace(path, place => (place.Groups[1].Value switch
        {
            "training" or "booked" => Record<TrainingVersion>(), "post" => Record<PostVersion>(), "pause" => Record<SuspensionVersion>(), "absence" => Record<AbsenceVersion>(), "session" or "booking" => Record<SessionVersion>(),
            "assignment" => Record<AssignmentVersion>(), "provisional" => Record<ProvisionalVersion>(), "exemption" => Record<ExemptionVersion>(), "check" or "dbs" => Record<CheckVersion>(), "policy" => Record<LocalPolicyVersion>(),
            "file" => Id<EvidenceFile>(), "place" => Id<PcnOrganisation>(), "request" => Id<CheckRequest>(), "cpd" => Id<CpdEntry>(), "claim" => Id<ExperienceClaim>(), "concern" or "wellbeing" => Id<SupervisionConcern>(),
            "goal" or "wish" => Id<Goal>(), "declaration" => Id<Declaration>(), "cover" => Id<SupervisionCover>(), "agreement" => Id<SupervisionAgreement>(), "action" => Id<SupervisionAction>(),
            "supervisor" => world.Any(world.Supervisors).RecordId, "eligibility" => world.Any(world.Supervisors).Eligibility[0].RecordId, "programme" => world.Any(world.Programmes).RecordId, "window" => world.Any(world.Programmes).Accreditations[0].RecordId,
            "reset" => world.Any(world.Resets).Id,
            _ => null,
        } ?? Guid.NewGuid()).ToString());
        // A list without an id is asked for a PCN, and for what others have.
        return path.Contains('?', StringComparison.Ordinal) || path.Count(c => c == '-') > 3 ? path : path + world.Any(["", $"?pcn={world.Any(world.Pcns).Code}", "?q=Qz"]);

        Guid? Record<T>() where T : FactVersion => world.Rows.OfType<T>().ToList() is { Count: > 0 } rows ? world.Any(rows).RecordId : null;

        Guid? Id<T>() where T : notnull => world.Rows.OfType<T>().ToList() is { Count: > 0 } rows ? (Guid)Key(world.Any(rows)) : null;
    }

    private static object Key(object row) => (row.GetType().GetProperty("Id") ?? row.GetType().GetProperty(nameof(DbsDecision.CheckId))!).GetValue(row)!;

    private static async Task<IReadOnlyList<object>> SetAsync(HwbcDbContext db, Type type) =>
        await ((IQueryable<object>)typeof(DbContext).GetMethod(nameof(DbContext.Set), [])!.MakeGenericMethod(type).Invoke(db, null)!).AsNoTracking().ToListAsync();

    private void Say(string wrong)
    {
        lock (_wrong)
            _wrong.Add(wrong);
    }

    [GeneratedRegex("Qzmarkqz([0-9]+)z")]
    private static partial Regex Marks();

    // What is another each time that a page is made: the nonce of scripts, what is encrypted, the key of a form, and what a new second factor begins with.
    // And how many coaches a supervisor has at all PCNs together, which each of theirs is told.
    [GeneratedRegex("nonce=\"[^\"]*\"|CfDJ8[0-9A-Za-z_-]+|name=\"Form\\.Key\" value=\"[^\"]*\"|src=\"data:image/png[^\"]*\"|&quot;challenge&quot;:&quot;[^&]*&quot;|[A-Z2-7 ]{32,}|Coaches in all </span><span>[0-9]+")]
    private static partial Regex Chance();

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex Ids();

    [GeneratedRegex("HWBC-[0-9]{6}")]
    private static partial Regex References();

    [GeneratedRegex("/people/(?:P|HWBC)-[0-9]{6}")]
    private static partial Regex People();

    [GeneratedRegex("U[0-9]{5}")]
    private static partial Regex PcnCodes();

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Places();

    /// <summary>Another file in place of the portal's database, one after the other. These live for a second: nothing waits for the disk.</summary>
    private sealed class OtherDatabase : DbConnectionInterceptor
    {
        private string? _file;

        /// <summary>What is told that another file takes the place of the one before.</summary>
        public Action Turned { get; set; } = () => { };

        public async Task UseAsync(string file, Func<Task> use)
        {
            _file = file;
            Turned();
            await use();
            _file = null;
            await using var connection = new SqliteConnection(Address(file));
            await connection.OpenAsync();
            await using (var command = connection.CreateCommand())
            {
                command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
                await command.ExecuteNonQueryAsync();
            }

            SqliteConnection.ClearPool(connection);
        }

        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
        {
            Turn(connection);
            return result;
        }

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            Turn(connection);
            return ValueTask.FromResult(result);
        }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Hurry(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Hurry(connection);
            return Task.CompletedTask;
        }

        private static string Address(string file) => new SqliteConnectionStringBuilder { DataSource = file }.ToString();

        private void Turn(DbConnection connection)
        {
            if (_file is { } file)
                connection.ConnectionString = Address(file);
        }

        private void Hurry(DbConnection connection)
        {
            if (_file is null)
                return;
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous=OFF";
            command.ExecuteNonQuery();
        }
    }
}
