using System.Net;
using System.Reflection;
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
}
