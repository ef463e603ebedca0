using System.Net;
using System.Reflection;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>T06: a form changes what it shows and nothing else.</summary>
public sealed class OverPostingTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    /// <summary>What a page must never be able to say of itself: who did it, for whom, whether it was checked.</summary>
    private static readonly string[] Privileged =
    [
        "CoachId", "PersonId", "UserId", "PcnId", "RecordId", "ReplacesId", "RecordedById", "RecordedOn", "RecordedUtc", "VoidedOn", "VerificationOutcome", "VerifiedOn", "VerifiedById", "DecidedById",
        "ApprovedById", "ById", "MadeByPcnId", "IsSample", "PasswordHash", "SecurityStamp", "DeactivatedUtc", "Roles", "Memberships", "IsAdministrator", "AuthorId",
        "AskedById", "AskedUtc", "DecidedUtc", "ConcurrencyStamp", "EmailConfirmed", "AnonymisedUtc", "TakenBackUtc",
    ];

    [Fact]
    public void No_form_has_a_privileged_field()
    {
        var forms = typeof(PortalForm).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(PortalForm))).ToList();
        Assert.True(forms.Count >= 10);
        Assert.Equal([], forms.SelectMany(f => f.GetProperties().Where(p => Privileged.Contains(p.Name)).Select(p => $"{f.Name}.{p.Name}")));
    }

    [Fact]
    public void No_action_binds_a_row_of_the_record_or_an_item_of_a_coach_file()
    {
        var bound = typeof(PortalForm).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Controller))).SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .SelectMany(m => m.GetParameters().Where(p => p.GetCustomAttribute<FromServicesAttribute>() is null).Select(p => (Method: m, Type: Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType)))
            .Where(p => !p.Type.IsEnum && (p.Type.Assembly == typeof(HwbcDbContext).Assembly || p.Type.Assembly == typeof(CoachFile).Assembly));
        Assert.Equal([], bound.Select(p => $"{p.Method.DeclaringType!.Name}.{p.Method.Name}"));
    }

    [Fact]
    public async Task Privileged_values_that_are_posted_all_the_same_change_nothing()
    {
        using var manager = await portal.SignedInAsync("manager");
        var programme = await portal.DbAsync(db => db.Programmes.Where(p => p.Days == 4 && !p.HasAssessment).Select(p => p.RecordId).FirstAsync());
        var stranger = await portal.DbAsync(db => db.People.Where(p => p.Reference == "HWBC-000021").Select(p => p.Id).SingleAsync());
        var extra = Privileged.SelectMany(name => new[] { name, $"Form.{name}" }).Select(name => (name, (string?)(name.EndsWith("Outcome", StringComparison.Ordinal) ? "Verified" : name.EndsWith("On", StringComparison.Ordinal) || name.EndsWith("Utc", StringComparison.Ordinal) ? "2026-11-01" : stranger.ToString()))).ToArray();
        var page = await manager.GetAsync("/coaches/HWBC-000015/training/new");
        var saved = await manager.PostAsync(page, [("Form.Programme", programme.ToString()), ("Form.EnrolledOn", "2026-10-01"), ("Form.StartedOn", "2026-10-05"), ("Form.CompletedOn", "2026-10-20"), .. extra]);
        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);

        var me = await portal.DbAsync(db => db.People.Where(p => p.Reference == "HWBC-000018").Select(p => p.Id).SingleAsync());
        var row = await portal.DbAsync(db => db.Training.Include(t => t.Coach!.Person).OrderByDescending(t => t.Id).FirstAsync(t => t.EnrolledOn == new DateOnly(2026, 10, 1) && t.RecordedById == me));
        Assert.Equal("HWBC-000015", row.Coach!.Person!.Reference);
        Assert.Null(row.VerificationOutcome);
        Assert.Null(row.VerifiedById);
        Assert.Null(row.VoidedOn);
        Assert.Equal(me, row.RecordedById);
        Assert.Equal(new DateOnly(2026, 11, 24), row.RecordedOn);
    }

    [Fact]
    public async Task A_role_goes_to_whom_the_address_names_and_a_closed_account_changes_nothing_else()
    {
        using var admin = await portal.SignedInAsync("admin");
        var leo = await portal.DbAsync(db => db.Users.AsNoTracking().Include(u => u.Memberships).SingleAsync(u => u.Email == "viewer@demo.test"));
        var aisha = await portal.DbAsync(db => db.Users.Where(u => u.Email == "coach@demo.test").Select(u => u.Id).SingleAsync());
        var extra = Privileged.Concat(["Email", "To.Day", "Name", "Id"]).SelectMany(name => new[] { name, $"Form.{name}" }).Select(name => (name, (string?)aisha.ToString())).ToArray();
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(await admin.GetAsync("/people/P-000007/deactivate"), [("Form.Reason", "x"), .. extra])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(await admin.GetAsync("/people/P-000007/reactivate"), [("Form.Reason", "x"), .. extra])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync(await admin.GetAsync("/people/P-000007/roles/new"), [("Form.Role", "Viewer"), ("Form.Pcn", "U90003"), .. extra.Where(e => !e.name.Contains("To.", StringComparison.Ordinal))])).Status);
        var after = await portal.DbAsync(db => db.Users.AsNoTracking().Include(u => u.Memberships).SingleAsync(u => u.Email == "viewer@demo.test"));
        Assert.Equal((leo.PersonId, leo.PasswordHash, leo.Id, (DateTime?)null), (after.PersonId, after.PasswordHash, after.Id, after.DeactivatedUtc));
        var added = Assert.Single(after.Memberships, m => leo.Memberships.TrueForAll(b => b.Id != m.Id));
        Assert.Equal((PortalRole.Viewer, leo.Id, (DateOnly?)null), (added.Role, added.UserId, added.To));
        Assert.Equal(1, await portal.DbAsync(db => db.Memberships.CountAsync(m => m.UserId == aisha)));
    }

    [Fact]
    public async Task A_field_does_not_replace_what_the_address_says()
    {
        using var manager = await portal.SignedInAsync("manager");
        var page = await manager.GetAsync("/coaches/HWBC-000012/absences/new");
        var saved = await manager.PostAsync(page, ("reference", "HWBC-000013"), ("Form.Reason", "Leave"), ("Form.From.Day", "1"), ("Form.From.Month", "11"), ("Form.From.Year", "2026"));
        Assert.Equal((HttpStatusCode.SeeOther, ""), (saved.Status, string.Join(" | ", saved.Errors)));
        Assert.Equal("HWBC-000012", await portal.DbAsync(db => db.Absences.OrderByDescending(a => a.Id).Select(a => a.Coach!.Person!.Reference).FirstAsync()));
    }

    /// <summary>
    /// Every command, sent through its form as somebody would, with a value for every column of the record besides, alone and as the form's own: none
    /// of them arrives anywhere. What a text, a day, a number or a key says is looked for; yes and no and what is chosen from few is compared with
    /// a portal to which nothing else was posted.
    /// </summary>
    [Fact]
    public async Task T06_a_column_that_a_form_does_not_show_cannot_be_posted_with_it()
    {
        var (steps, choices) = await AfterAsync(null);
        var rowsOf = steps.ToLookup(s => KeyOf(s.Step), s => s.Entities);
        var (forms, names, values) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), 0);
        // Of yes and no, and of what is chosen from few, the first and then the last: one of them at least is not what the form says.
        foreach (var last in new[] { false, true })
        {
            var (_, found) = await AfterAsync((columns, step, form) =>
            {
                forms.Add(KeyOf(step));
                var more = Besides(columns, rowsOf[KeyOf(step)].SelectMany(e => e).ToHashSet(StringComparer.Ordinal), step, form, last).ToList();
                names.UnionWith(more.Select(m => m.Name.Split('.')[^1]));
                values += more.Count;
                return more;
            });
            Assert.Equal(choices, found);
        }

        Assert.True(names.Count > 300 && values > 50_000, $"{names.Count} columns, {values} values");
        Proof.Holds("T06", "every column of the record, yes and no and choices too, posted with every form that does not show it; all are saved", $"{forms.Count} forms x {names.Count} columns, {values:N0} values", "0 changed");
    }

    /// <summary>The same of how one signs in and of one's own account, where the second factor is asked for: texts, days, numbers and keys.</summary>
    [Fact]
    public async Task T06_nor_can_it_be_posted_with_a_form_of_signing_in()
    {
        const string Next = "velvet-harbour-otter-17";
        await using var running = await Running.StartAskingAsync();
        var own = running.Portal;
        var candidates = (await own.DbAsync(db => Task.FromResult(db.Model.GetEntityTypes().SelectMany(t => t.GetProperties()).DistinctBy(p => p.Name).Select(p => (p.Name, Value: Foreign(Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType, last: true))).ToList()))).Where(c => c.Value is not null).ToList();
        var (forms, values) = (0, 0);
        using var visitor = own.Visitor();
        await SentAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        var app = await visitor.GetAsync("/account/set-up");
        var secret = OtherTotp.FromBase32(app.Document.QuerySelector(".app-key")!.TextContent);
        await SentAsync(app, ("Form.Code", Code()));
        var codes = (await visitor.GetAsync("/account/recovery-codes")).Document.QuerySelectorAll(".app-codes li").Select(c => c.TextContent.Trim()).ToList();
        await own.WaitAsync(TimeSpan.FromMinutes(16));
        await SentAsync(await visitor.FollowAsync("/account/password"), ("Form.Code", Code()));
        await SentAsync(await visitor.GetAsync("/account/password"), ("Form.Now", PortalFixture.Password), ("Form.Password", Next));
        await SentAsync(await visitor.GetAsync("/account/second-step/again/recovery"), ("Form.Code", codes[0]));
        await SentAsync(await visitor.GetAsync("/account/recovery-codes"), ("Form.Password", Next));
        codes = (await visitor.GetAsync("/account/recovery-codes")).Document.QuerySelectorAll(".app-codes li").Select(c => c.TextContent.Trim()).ToList();
        app = await visitor.GetAsync("/account/authenticator");
        secret = OtherTotp.FromBase32(app.Document.QuerySelector(".app-key")!.TextContent);
        await SentAsync(app, ("Form.Code", Code()), ("Form.Password", Next));
        codes = (await visitor.GetAsync("/account/recovery-codes")).Document.QuerySelectorAll(".app-codes li").Select(c => c.TextContent.Trim()).ToList();
        using (var elsewhere = own.Visitor())
        {
            await SentByAsync(elsewhere, await elsewhere.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", Next));
            await SentByAsync(elsewhere, await elsewhere.GetAsync("/account/second-step/recovery"), ("Form.Code", codes[0]));
        }

        var account = await visitor.GetAsync("/account");
        var end = account.Document.QuerySelector<IHtmlFormElement>("main form[action$='/end']")!;
        await Counted(visitor.PostFormAsync(end, account.Address, [.. Besides(end, [])]));
        await own.WaitAsync(TimeSpan.FromMinutes(1));
        await visitor.AskAsync("POST", "/account/sign-out");
        await SentAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", Next));
        await SentAsync(await visitor.GetAsync("/account/second-step"), ("Form.Code", Code()));
        await SentAsync(await visitor.GetAsync("/account/forgotten-password"), ("Form.Email", "viewer@demo.test"));
        Assert.Equal([], await FoundAsync(own));
        Assert.True(forms >= 12 && values > 5_000, $"{forms} forms, {values} values");
        Proof.Holds("T06 signing in", "every column of the record posted with the forms of signing in and of one's own account", $"{forms} forms x {candidates.Count} columns, {values:N0} values", "0 changed");

        string Code() => OtherTotp.Code(secret, own.Time.Now.UtcDateTime);

        Task SentAsync(Page page, params (string, string?)[] typed) => SentByAsync(visitor, page, typed);

        Task SentByAsync(Visitor who, Page page, params (string, string?)[] typed) => Counted(who.PostAsync(page, [.. typed, .. Besides(page.Document.QuerySelector<IHtmlFormElement>("main form[method=post]")!, typed)]));

        async Task Counted(Task<Page> sent)
        {
            var answer = await sent;
            forms++;
            Assert.True(answer.Status == HttpStatusCode.SeeOther, $"{answer.Address}: {answer.Status} {string.Join(" | ", answer.Errors)}");
        }

        List<(string, string?)> Besides(IHtmlFormElement form, (string Name, string? Value)[] typed)
        {
            var shown = form.QuerySelectorAll("[name]").Select(e => e.GetAttribute("name")!).Concat(typed.Select(t => t.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var more = new[] { "", "Form." }.SelectMany(prefix => candidates.Where(c => !OfEveryForm.Contains(c.Name) && !shown.Contains(prefix + c.Name)).Select(c => (prefix + c.Name, c.Value))).ToList();
            values += more.Count;
            return more;
        }
    }

    private delegate IEnumerable<(string Name, string? Value)> Posted(IReadOnlyList<Column> columns, EveryCommand.Step step, IHtmlFormElement form);

    /// <summary>A column of the record, by the kind of row.</summary>
    private sealed record Column(string Entity, string Name, Type Type);

    private static string KeyOf(EveryCommand.Step step) => $"{step.Endpoint}: {string.Join(' ', step.Commands)}";

    /// <summary>What every command leaves behind in a portal of its own, after which no posted value is in it: how often each choice is in each table.</summary>
    private static async Task<(IReadOnlyList<(EveryCommand.Step Step, IReadOnlyList<string> Entities)> Steps, IReadOnlyList<string> Choices)> AfterAsync(Posted? posted)
    {
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        var columns = await own.DbAsync(db => Task.FromResult(db.Model.GetEntityTypes().SelectMany(t => t.GetProperties().Select(p => new Column(t.ClrType.Name, p.Name, Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType))).Distinct().ToList()));
        var taken = new Matrix(own).Actions().ToDictionary(Matrix.Name, e => e.Metadata.GetMetadata<ControllerActionDescriptor>()!.Parameters.Select(p => p.ParameterType).FirstOrDefault(t => t.IsSubclassOf(typeof(PortalForm)))?.GetProperties()
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0).Select(p => new Column(OfTheForm, p.Name, Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType)).ToList() ?? []);
        var (steps, _) = await new EveryCommand(own, new Matrix(own)).DriveAsync(posted is null ? null : (step, form) => posted([.. taken[step.Endpoint], .. columns], step, form));
        Assert.Equal([], await FoundAsync(own));
        return (steps, await ChoicesAsync(own));
    }

    /// <summary>A value for each column that the form does not show, by each way in which it could be bound: alone, as the form's, and as that of each part of it.</summary>
    private static IEnumerable<(string Name, string? Value)> Besides(IReadOnlyList<Column> columns, HashSet<string> changed, EveryCommand.Step step, IHtmlFormElement form, bool last)
    {
        var shown = form.QuerySelectorAll("[name]").Select(e => e.GetAttribute("name")!).Concat(step.Values.Select(v => v.Name)).Append(step.FileField ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
        // What the form itself could take; then, where two kinds of rows have a column of one name, that of the row which this form changes.
        var candidates = columns.OrderBy(c => c.Entity != OfTheForm).ThenBy(c => !changed.Contains(c.Entity)).DistinctBy(c => c.Name).Select(c => (c.Entity, c.Name, Value: Foreign(c.Type, last))).Where(c => c.Value is not null).ToList();
        // Parts of a day are none.
        foreach (var prefix in shown.Where(n => !n.EndsWith(".Day", StringComparison.Ordinal) && !n.EndsWith(".Month", StringComparison.Ordinal) && !n.EndsWith(".Year", StringComparison.Ordinal)).Select(n => n[..(n.LastIndexOf('.') + 1)]).Append("").Append("Form.").Distinct(StringComparer.OrdinalIgnoreCase))
        {
            foreach (var (_, name, value) in candidates.Where(c => prefix is "" or "Form." || c.Entity == OfTheForm || changed.Contains(c.Entity)).Where(c => !OfEveryForm.Contains(c.Name) && !shown.Any(n => n.StartsWith(prefix + c.Name, StringComparison.OrdinalIgnoreCase) && (n.Length == prefix.Length + c.Name.Length || n[prefix.Length + c.Name.Length] is '.' or '['))))
                yield return (prefix + name, value);
        }
    }

    // What every form has: its key, and that its consequences were seen; a file comes back with them. And what some show once there is
    // something to choose from: a key that is none of those is refused, which would say nothing of the rest.
    private static readonly HashSet<string> OfEveryForm = new(StringComparer.OrdinalIgnoreCase) { "Key", "Confirmed", "Seen", "Restored", "RequestToken", "Content", "TakeBack", "Booked", "Replaces", "Remove" };

    private const string OfTheForm = "";

    // Values that nothing else in the portal has.
    private const string ForeignGuid = "f0f0f0f0-1111-4222-8333-444444444444";
    private const string ForeignDay = "1987-06-05";
    private const string ForeignText = "posted besides";
    private const string ForeignNumber = "7654321";

    private static string? Foreign(Type type, bool last) => type switch
    {
        _ when type == typeof(Guid) => ForeignGuid,
        _ when type == typeof(DateOnly) || type == typeof(DateTime) || type == typeof(DateTimeOffset) => ForeignDay,
        _ when type == typeof(string) => ForeignText,
        _ when type == typeof(int) || type == typeof(long) || type == typeof(decimal) => ForeignNumber,
        _ when type == typeof(bool) => last ? "true" : "false",
        { IsEnum: true } => last ? Enum.GetNames(type)[^1] : Enum.GetNames(type)[0],
        _ => null,
    };

    /// <summary>Each table's rows as nothing but what is chosen from few in them, and how often there are such.</summary>
    private static Task<IReadOnlyList<string>> ChoicesAsync(PortalFixture portal) => portal.DbAsync(async db =>
    {
        var found = new List<string>();
        await db.Database.OpenConnectionAsync();
        foreach (var type in db.Model.GetEntityTypes().Where(t => t.GetTableName() is not null && !t.IsMappedToJson()))
        {
            var chosen = type.GetProperties().Where(p => (Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType) is { } t && (t.IsEnum || t == typeof(bool))).Select(p => p.GetColumnName()).ToList();
            if (chosen.Count == 0)
                continue;
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT {string.Join(" || ' ' || ", chosen.Select(c => $"'{c}=' || ifnull(\"{c}\", '-')"))} AS chosen, COUNT(*) FROM \"{type.GetTableName()}\" GROUP BY chosen ORDER BY chosen";
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                found.Add($"{type.GetTableName()}: {reader.GetString(0)} x {reader.GetInt64(1)}");
        }

        return (IReadOnlyList<string>)found;
    });

    private static Task<List<string>> FoundAsync(PortalFixture portal) => portal.DbAsync(async db =>
    {
        var found = new List<string>();
        await db.Database.OpenConnectionAsync();
        foreach (var type in db.Model.GetEntityTypes().Where(t => t.GetTableName() is not null && !t.IsMappedToJson()))
        {
            foreach (var column in type.GetProperties().Select(p => p.GetColumnName()))
            {
                await using var command = db.Database.GetDbConnection().CreateCommand();
                command.CommandText = $"SELECT COUNT(*) FROM \"{type.GetTableName()}\" WHERE lower(CAST(\"{column}\" AS TEXT)) LIKE '%{ForeignGuid}%' OR CAST(\"{column}\" AS TEXT) LIKE '%{ForeignDay}%' OR CAST(\"{column}\" AS TEXT) LIKE '%{ForeignText}%' OR CAST(\"{column}\" AS TEXT) IN ('{ForeignNumber}', '{ForeignNumber}.0')";
                if ((long)(await command.ExecuteScalarAsync())! > 0)
                    found.Add($"{type.GetTableName()}.{column}");
            }
        }

        return found;
    });
}
