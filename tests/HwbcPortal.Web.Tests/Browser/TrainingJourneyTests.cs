using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>From booking to a verified certificate in a real browser, as hub lead, coach and manager, at a desk and on a phone.</summary>
public sealed class TrainingJourneyTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_hub_lead_enters_a_cohort_once(int width)
    {
        await using var running = await Running.StartAsync();
        await using var context = await chromium.ContextAsync(running.Portal, width);
        var page = await context.NewPageAsync();
        await page.SignInAsync("hub");
        await page.GetByRole(AriaRole.Link, new() { Name = "Cohorts" }).ClickAsync();
        await page.PressAsync("See what this does");
        await page.SaysAsync("Select the programme");
        await page.GetByLabel("Programme").SelectOptionAsync(new SelectOptionValue { Label = (await page.Locator("option", new() { HasTextString = "four days with portfolio" }).First.TextContentAsync())! });
        await page.DateAsync("Booked on", 1, 9, 2026);
        await page.DateAsync("Started on", 5, 10, 2026);
        await page.GetByLabel("Coaches, one a line").FillAsync("HWBC-000014,B1\nNobody Here\n");
        await page.PressAsync("See what this does");
        await page.SaysAsync("1 line cannot be stored");
        await page.GetByLabel("Coaches, one a line").FillAsync("HWBC-000014,B1\nLea Novak,B2\n");
        await page.PressAsync("See what this does");
        await page.SaysAsync("2 new records, 0 taken further, 0 unchanged");
        Assert.Equal(0, await page.SidewaysAsync());
        await page.PressAsync("Confirm and save");
        await page.SaysAsync("2 training records are stored");
        // Back and a second press, as a thumb does, change nothing.
        await page.GoBackAsync();
        await page.PressAsync("Confirm and save");
        Assert.Equal(2, await running.Portal.DbAsync(db => db.Training.CountAsync(t => t.BookingReference == "B1" || t.BookingReference == "B2")));

        // The register: the programme of the cohort, when it was accredited and who looked it up.
        await page.GetByRole(AriaRole.Link, new() { Name = "Programmes" }).ClickAsync();
        await page.FollowAsync("Health coaching, four days with portfolio");
        await page.PressAsync("Add a window");
        await page.DateAsync("Accredited from", 1, 1, 2020);
        await page.DateAsync("Accredited until", 31, 12, 2020);
        await page.GetByLabel("Where did you look it up?").FillAsync("The institute's page");
        await page.GetByRole(AriaRole.Button).Last.ClickAsync();
        await page.SaysAsync("Confirm");
        await page.GetByRole(AriaRole.Button).Last.ClickAsync();
        await page.SaysAsync("31 December 2020");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_certificate_goes_from_the_coachs_camera_to_a_checked_record_and_back_once(int width)
    {
        await using var running = await Running.StartAsync();
        await using var phone = await chromium.ContextAsync(running.Portal, width);
        await using var desk = await chromium.ContextAsync(running.Portal, width);
        var (coach, manager) = (await phone.NewPageAsync(), await desk.NewPageAsync());

        // The coach: photographs the certificate, logs what she learnt, sends the one of safeguarding.
        await coach.SignInAsync("coach");
        await coach.SaysAsync("You are not cleared to take referrals at Riverside PCN yet.");
        await coach.FollowAsync("Add or update your training");
        await coach.FollowAsync("Add the certificate");
        await coach.GetByLabel("Choose a file, or take a photograph").SetInputFilesAsync(new FilePayload { Name = "letter.exe.png", MimeType = "image/png", Buffer = "MZ"u8.ToArray() });
        await coach.PressAsync("Add to the record");
        await coach.SaysAsync("There is a problem");
        await coach.GetByLabel("Choose a file, or take a photograph").SetInputFilesAsync(new FilePayload { Name = "photo.jpg", MimeType = "image/jpeg", Buffer = SampleFiles.Jpeg() });
        await coach.PressAsync("Add to the record");
        await coach.SaysAsync("1 file is added to Health coaching, four days (sample).");
        Assert.Equal(0, await coach.SidewaysAsync());
        await coach.GotoAsync("/me");
        await coach.FollowAsync("Your development log");
        await coach.PressAsync("Add to the log");
        await coach.GetByLabel("Hours", new() { Exact = true }).FillAsync("1.5");
        await coach.GetByLabel("What was it?").FillAsync("Peer group");
        await coach.PressAsync("Save");
        await coach.SaysAsync("1.5 hours on 24 November 2026 are in your log.");
        await coach.GotoAsync("/me");
        await coach.FollowAsync("Safeguarding adults");
        await coach.DateAsync("When did you do the training?", 20, 11, 2026);
        await coach.PressAsync("Go on to the certificate");
        await coach.GetByLabel("Choose a file, or take a photograph").SetInputFilesAsync(new FilePayload { Name = "adults.pdf", MimeType = "application/pdf", Buffer = SampleFiles.Pdf() });
        await coach.PressAsync("Add to the record");
        await coach.SaysAsync("1 file is added to");

        // The manager: down the queue, the evidence beside the facts; returns it first.
        await manager.SignInAsync("manager");
        await manager.SaysAsync("Check Aisha Khan's certificate");
        await manager.GetByRole(AriaRole.Link, new() { Name = "Certificates" }).ClickAsync();
        await manager.FollowAsync("Check it");
        await Assertions.Expect(manager.Locator("main img").First).ToHaveJSPropertyAsync("complete", true);
        await manager.GetByLabel("Return it with a reason").CheckAsync();
        await manager.PressAsync("Save and go to the next");
        await manager.SaysAsync("Say what is to be put right: the coach reads it");
        await manager.GetByLabel("If you return it: what is to be put right?").FillAsync("The second page is not there.");
        await manager.PressAsync("Save and go to the next");
        await manager.SaysAsync("Nothing waits for you");

        // The coach reads why, adds the page and answers on the same record.
        await coach.GotoAsync("/me");
        await coach.SaysAsync("The second page is not there.");
        await coach.FollowAsync("Add or update your training");
        await coach.FollowAsync("Files");
        await coach.GetByLabel("Choose a file, or take a photograph").SetInputFilesAsync(new FilePayload { Name = "page-2.png", MimeType = "image/png", Buffer = SampleFiles.Png() });
        await coach.PressAsync("Add to the record");
        // What is sent is there before another page is asked for, and that page before something on it.
        await coach.SaysAsync("1 file is added to Health coaching, four days (sample).");
        await coach.GetByRole(AriaRole.Link, new() { Name = "My training" }).ClickAsync();
        await coach.WaitForURLAsync("**/me/training");
        await coach.FollowAsync("Update");
        await coach.GetByLabel("What did you do about it?").FillAsync("Page 2 is added.");
        await coach.PressAsync("Save the training");
        await coach.SaysAsync("Health coaching, four days (sample) is recorded.");

        // Two windows of the manager at once: the first saves, the second is told.
        await manager.GotoAsync("/training/queue");
        await manager.FollowAsync("Check it");
        await manager.SaysAsync("Page 2 is added.");
        var second = await desk.NewPageAsync();
        await second.GotoAsync(manager.Url);
        foreach (var page in new[] { manager, second })
        {
            await page.GetByLabel("It holds: verified").CheckAsync();
            await page.GetByLabel("I saw the certificate").CheckAsync();
        }

        await manager.PressAsync("Save and go to the next");
        await manager.SaysAsync("Nothing waits for you");
        await second.PressAsync("Save and go to the next");
        await second.SaysAsync("Somebody else changed this while you had it open");

        // Mandatory training: the request is answered, and the matrix says so.
        await manager.GotoAsync("/readiness");
        await manager.FollowAsync("Answer what Aisha Khan asks");
        await manager.FollowAsync("Answer");
        await manager.GetByLabel("It holds: record it").CheckAsync();
        await manager.PressAsync("Save the answer");
        await manager.SaysAsync("Safeguarding adults is recorded for Aisha Khan.");
        await manager.GetByRole(AriaRole.Link, new() { Name = "Mandatory training" }).ClickAsync();
        await Assertions.Expect(manager.Locator("tbody tr", new() { HasTextString = "Aisha Khan" })).ToContainTextAsync("until 19 November 2029");
        Assert.Equal(0, await manager.SidewaysAsync());

        await coach.GotoAsync("/me");
        await coach.SaysAsync("You are cleared to take referrals at Riverside PCN.");
        await coach.FollowAsync("Add or update your training");
        await coach.SaysAsync("Up to date");
        var download = coach.WaitForDownloadAsync();
        await coach.FollowAsync("Download all my certificates");
        Assert.Equal("HWBC-000014-certificates.zip", (await download).SuggestedFilename);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Previous_experience_is_described_by_the_coach_and_accepted_by_a_manager(int width)
    {
        await using var running = await Running.StartAsync();
        await using var phone = await chromium.ContextAsync(running.Portal, width);
        await using var desk = await chromium.ContextAsync(running.Portal, width);
        var (coach, manager) = (await phone.NewPageAsync(), await desk.NewPageAsync());
        await coach.SignInAsync("coach");
        await coach.GotoAsync("/me/training");
        await coach.SaysAsync("With a two-day course and previous experience");
        await coach.FollowAsync("Describe previous experience");
        await coach.DateAsync("From", 1, 3, 2021);
        await coach.GetByLabel("Employer or organisation").FillAsync("A leisure centre");
        await coach.GetByLabel("What was done there?").FillAsync("Behaviour change conversations, one to one, three days a week.");
        await coach.GetByRole(AriaRole.Button).Last.ClickAsync();
        await coach.GetByLabel("Choose a file, or take a photograph").SetInputFilesAsync(new FilePayload { Name = "reference.pdf", MimeType = "application/pdf", Buffer = SampleFiles.Pdf() });
        await coach.PressAsync("Add to the record");
        await coach.SaysAsync("reference.pdf");

        await manager.SignInAsync("manager");
        await manager.GotoAsync("/coaches/HWBC-000014/training");
        await manager.FollowAsync("Assess it");
        Assert.Equal(0, await manager.SidewaysAsync());
        await manager.GetByLabel("Coaching or behaviour change conversations, one to one").CheckAsync();
        await manager.GetByRole(AriaRole.Group, new() { Name = "decide" }).GetByRole(AriaRole.Radio).First.CheckAsync();
        await manager.Locator("textarea").Last.FillAsync("The reference confirms it.");
        await manager.GetByRole(AriaRole.Button).Last.ClickAsync();
        await manager.SaysAsync("previous experience at A leisure centre is accepted");
        await coach.GotoAsync("/me/training");
        await coach.SaysAsync("The reference confirms it.");
    }
}
