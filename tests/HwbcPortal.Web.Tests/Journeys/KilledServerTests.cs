using AngleSharp.Html.Dom;
using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>The server is killed while somebody writes.</summary>
public sealed class KilledServerTests
{
    private const string Log = "/supervision/log?coach=HWBC-000014";

    [Fact]
    public async Task What_was_typed_of_a_session_is_there_when_a_killed_server_runs_again()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-test-").FullName;
        try
        {
            await using (var first = await PortalProcess.ServeDemoAsync(folder))
            {
                using var supervisor = new Visitor(first.Address);
                await supervisor.SignInAsync("supervisor@demo.test", PortalFixture.Password);
                var form = (IHtmlFormElement)(await supervisor.GetAsync(Log)).Document.QuerySelector("form[data-draft]")!;
                foreach (var typed in new[] { "Half a", "Half a thought, and the telephone" })
                {
                    var kept = await supervisor.PostFormAsync(form, new Uri(first.Address, form.GetAttribute("data-draft")), ("Form.When", "Today"), ("Form.Minutes", "55"), ("Form.Notes", typed), ("Form.Actions[0].Text", "Think on"));
                    Assert.Matches("^[0-9]+:[0-9]{2}(am|pm)$", kept.Text);
                }

                await first.KillAsync();
                await Assert.ThrowsAsync<HttpRequestException>(() => supervisor.GetAsync(Log));
            }

            await using var second = await PortalProcess.ServeDemoAsync(folder);
            using var again = new Visitor(second.Address);
            await again.SignInAsync("supervisor@demo.test", PortalFixture.Password);
            var back = await again.GetAsync(Log);
            Assert.Contains("Here is what you typed, kept at ", back.Text, StringComparison.Ordinal);
            Assert.Equal("Half a thought, and the telephone", ((IHtmlTextAreaElement)back.Document.QuerySelector("textarea[name='Form.Notes']")!).Value);
            Assert.Equal(("55", "Think on"), (Value("Form.Minutes"), Value("Form.Actions[0].Text")));

            string? Value(string name) => back.Document.QuerySelector($"input[name='{name}']")!.GetAttribute("value");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
