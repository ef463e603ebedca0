using System.Net;
using HwbcPortal.Web.Features.Policies;
using HwbcPortal.Web.Features.Supervision;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Privacy;

/// <summary>Nothing about patients: a text with an NHS number in it is stored nowhere.</summary>
public sealed class NhsNumberStopTests
{
    private const string Text = "Saw 943 476 5919 twice";

    /// <summary>Every text of every form but those of a closed kind, and each of those is of some form.</summary>
    [Fact]
    public void Every_text_of_every_form_is_stopped()
    {
        var forms = typeof(PortalForm).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(PortalForm)) && !t.IsAbstract).ToList();
        var missed = new List<string>();
        var texts = 0;
        foreach (var type in forms)
        {
            foreach (var property in type.GetProperties().Where(p => p.PropertyType == typeof(string) && p.CanWrite))
            {
                var form = (PortalForm)Activator.CreateInstance(type)!;
                property.SetValue(form, Text);
                var stopped = NhsNumberStop.In(form).Any(f => f.Field == property.Name);
                texts += stopped ? 1 : 0;
                if (stopped == NhsNumberStop.Closed.Contains(property.Name))
                    missed.Add($"{type.Name}.{property.Name}");
            }
        }

        Assert.Equal([], missed);
        Assert.True(forms.Count > 80 && texts > 60, $"{forms.Count} forms, {texts} texts");
        var names = forms.SelectMany(f => f.GetProperties()).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], NhsNumberStop.Closed.Where(c => !names.Contains(c)));
    }

    /// <summary>Texts in a form's lists, by the names that their fields have.</summary>
    [Fact]
    public void Texts_in_lists_are_stopped_too()
    {
        var session = new LogSessionForm { Actions = [new(), new() { Text = Text }], Goals = new() { ["a"] = new() { Text = Text } } };
        Assert.Equal(["Actions[1].Text", "Goals[a].Text"], NhsNumberStop.In(session).Select(f => f.Field));
        var draft = new DraftForm { Rules = [new() { Rule = Text, Title = Text }] };
        Assert.Equal(["Rules[0].Title"], NhsNumberStop.In(draft).Select(f => f.Field));
        session.NotNhsNumber = true;
        Assert.Equal([], NhsNumberStop.In(session));
    }

    /// <summary>Whoever types one is stopped with a word above all else, nothing is saved, and nothing typed is lost.</summary>
    [Fact]
    public async Task The_page_stops_says_why_and_keeps_what_was_typed()
    {
        await using var running = await Running.StartAsync();
        using var coach = await running.Portal.SignedInAsync("coach");
        var stopped = await coach.PostAsync(await coach.GetAsync("/me/cpd/new"), ("Form.Hours", "2"), ("Form.What", Text), ("Form.Reflection", "Quiet rooms help"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stopped.Status);
        Assert.Contains("Stop: this looks like an NHS number. Nothing was saved.", stopped.Document.QuerySelector(".nhsuk-notification-banner")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("\"943 476 5919\" looks like an NHS number. Take it out: nothing about patients belongs here", stopped.Errors.Single());
        Assert.Contains("Quiet rooms help", stopped.Text, StringComparison.Ordinal);
        Assert.Equal(0, await running.Portal.DbAsync(db => db.Cpd.CountAsync(c => c.What.Contains("943"))));
    }

    /// <summary>What is kept while it is typed is looked at too: it says why it is not kept, until the number is gone or is said to be something else.</summary>
    [Fact]
    public async Task No_draft_of_a_session_holds_one()
    {
        await using var running = await Running.StartAsync();
        var portal = running.Portal;
        using var supervisor = await portal.SignedInAsync("supervisor");
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014")).Document.QuerySelector("form[data-draft]")!;
        Task<Page> KeepAsync(params (string Name, string? Value)[] fields) => supervisor.PostFormAsync(form, new Uri(portal.Address, "/supervision/draft?coach=HWBC-000014"), fields);
        foreach (var field in new[] { "Form.Notes", "Form.Actions[0].Text" })
        {
            var stopped = await KeepAsync((field, Text));
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "\"943 476 5919\" looks like an NHS number. Take it out: nothing about patients belongs here"), (stopped.Status, await stopped.Response.Content.ReadAsStringAsync()));
        }

        Assert.Equal(0, await portal.DbAsync(db => db.SessionDrafts.CountAsync()));
        Assert.Equal(HttpStatusCode.OK, (await KeepAsync(("Form.Notes", Text), ("Form.NotNhsNumber", "true"))).Status);
        Assert.Equal(1, await portal.DbAsync(db => db.SessionDrafts.CountAsync()));
    }
}
