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

    /// <summary>Every form, filled in as somebody would, with a value for every column of the record besides: none of them arrives anywhere.</summary>
    [Fact]
    public async Task T06_a_column_that_a_form_does_not_show_cannot_be_posted_with_it()
    {
        // A portal of its own: what is saved stays saved.
        await using var running = await Running.StartAsync();
        var own = running.Portal;
        var columns = await own.DbAsync(db => Task.FromResult(db.Model.GetEntityTypes().SelectMany(t => t.GetProperties()).Select(p => (p.Name, Value: Foreign(Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType))).Where(c => c.Value is not null).DistinctBy(c => c.Name).ToList()));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var saved = 0;
        foreach (var who in CrawlTests.Everybody)
        {
            using var visitor = await own.SignedInAsync(who);
            foreach (var page in (await Crawler.OneOfEachAsync(visitor)).Where(CrawlTests.HasForm).Where(p => seen.Add(Crawler.Shape(p.Address.AbsolutePath))))
            {
                var form = CrawlTests.FormOf(page)!;
                var filled = Filled(form);
                var shown = form.QuerySelectorAll("[name]").Select(e => e.GetAttribute("name")!.Split('.')).Where(n => n.Length > 1).Select(n => n[1].Split('[')[0]).Concat(["Key", "Confirmed", "Seen", "Restored"]).ToHashSet(StringComparer.OrdinalIgnoreCase);
                var extra = columns.Where(c => !shown.Contains(c.Name)).SelectMany(c => new[] { (c.Name, c.Value), ($"Form.{c.Name}", c.Value) });
                var answer = await visitor.PostFormAsync(form, page.Address, [.. filled, .. extra]);
                // What is shown first is saved when it is sent again.
                if (answer.Status == HttpStatusCode.OK && CrawlTests.FormOf(answer) is { } again)
                    answer = await visitor.PostFormAsync(again, answer.Address, [.. extra]);
                saved += answer.Status == HttpStatusCode.SeeOther ? 1 : 0;
            }
        }

        Assert.Equal([], await FoundAsync(own));
        Assert.True(saved >= 20, $"{saved} of {seen.Count} forms were saved");
        Proof.Holds("T06", "every column of the record posted with every form that does not show it", $"{seen.Count} forms ({saved} saved) x {columns.Count} columns", "0 changed");
    }

    // Values that nothing else in the portal has.
    private const string ForeignGuid = "f0f0f0f0-1111-4222-8333-444444444444";
    private const string ForeignDay = "1987-06-05";
    private const string ForeignText = "posted besides";
    private const string ForeignNumber = "7654321";

    private static string? Foreign(Type type) => type == typeof(Guid) ? ForeignGuid : type == typeof(DateOnly) || type == typeof(DateTime) || type == typeof(DateTimeOffset) ? ForeignDay : type == typeof(string) ? ForeignText : type == typeof(int) || type == typeof(long) || type == typeof(decimal) ? ForeignNumber : null;

    /// <summary>What somebody would enter, by the kind of field; what stands there already stays.</summary>
    private static List<(string, string?)> Filled(IHtmlFormElement form)
    {
        var values = new List<(string, string?)>();
        foreach (var field in form.QuerySelectorAll("input[name],textarea[name],select[name]").GroupBy(f => f.GetAttribute("name")!).Select(g => g.First()))
        {
            var name = field.GetAttribute("name")!;
            var value = field switch
            {
                IHtmlInputElement { Type: "hidden" or "file" or "password" } => null,
                IHtmlInputElement { Type: "radio" or "checkbox" } box => form.QuerySelectorAll($"[name='{name}']").OfType<IHtmlInputElement>().Any(b => b.IsChecked) ? null : box.Value,
                IHtmlSelectElement select => string.IsNullOrEmpty(select.Value) ? select.Options.Select(o => o.Value).FirstOrDefault(v => v.Length > 0) : null,
                IHtmlInputElement { Value.Length: > 0 } or IHtmlTextAreaElement { Value.Length: > 0 } => null,
                _ when name.EndsWith(".Day", StringComparison.Ordinal) => "24",
                _ when name.EndsWith(".Month", StringComparison.Ordinal) => "11",
                _ when name.EndsWith(".Year", StringComparison.Ordinal) => "2026",
                IHtmlInputElement { Type: "date" } => "2026-11-24",
                IHtmlInputElement { Type: "email" } => "somebody.new@example.test",
                _ when field.GetAttribute("inputmode") is "numeric" or "decimal" => "1",
                _ => "Some words",
            };
            if (value is not null)
                values.Add((name, value));
        }

        return values;
    }

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
