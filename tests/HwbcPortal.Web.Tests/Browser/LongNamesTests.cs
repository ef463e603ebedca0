using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>People and PCNs with long names, on a phone and on paper.</summary>
public sealed class LongNamesTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Long_names_of_people_and_PCNs_push_no_page_sideways()
    {
        await using var running = await Running.StartAsync();
        await running.Portal.DbAsync(async db =>
        {
            foreach (var person in await db.People.ToListAsync())
                person.Name += " Elizabeth Bell-Cholmondeley-Featherstonehaugh";
            foreach (var entry in await db.Supervisors.ToListAsync())
                entry.Name += " Elizabeth Bell-Cholmondeley-Featherstonehaugh";
            foreach (var pcn in await db.Pcns.ToListAsync())
                pcn.Name = pcn.Name.Replace(" PCN", ", Meadowbank and Upper Thornborough Primary Care Network", StringComparison.Ordinal);
            return await db.SaveChangesAsync();
        });
        var wrong = new List<string>();
        foreach (var who in new[] { "manager", "supervisor", "coach" })
        {
            using var visitor = await running.Portal.SignedInAsync(who);
            await using var context = await chromium.ContextAsync(running.Portal, 390);
            var page = await context.NewPageAsync();
            await page.SignInAsync(who);
            foreach (var path in (await Crawler.OneOfEachAsync(visitor)).Select(p => p.Address.PathAndQuery))
            {
                await page.GotoAsync(path);
                foreach (var width in new[] { 390, 320 })
                {
                    await page.SetViewportSizeAsync(width, 844);
                    if (await page.SidewaysAsync() > 0)
                        wrong.Add($"{who} {path} scrolls sideways at {width} px");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>A sheet of A4 between its margins is narrower than a desk: its rows are no cards all the same.</summary>
    [Fact]
    public async Task On_paper_the_statement_is_a_table_with_its_headings()
    {
        await using var running = await Running.StartAsync();
        await using var context = await chromium.ContextAsync(running.Portal, 718);
        var page = await context.NewPageAsync();
        await page.SignInAsync("supervisor");
        await page.GotoAsync("/supervision/statement");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        var boxes = await page.EvaluateAsync<int[][]>("""
            () => ['thead th', 'tbody tr:first-child td', 'tbody tr:last-child td'].map(row => [...document.querySelectorAll(row)].map(cell => Math.round(cell.getBoundingClientRect().left)))
            """);
        Assert.Equal(6, boxes[0].Distinct().Count());
        Assert.Equal(boxes[1], boxes[2]);
        Assert.All(boxes[0].Zip(boxes[1]), column => Assert.InRange(column.Second - column.First, -2, 2));
        Assert.True(await page.Locator("thead th").First.EvaluateAsync<bool>("th => th.getBoundingClientRect().height > 10 && getComputedStyle(th.closest('thead')).clipPath === 'none'"));
        Assert.Equal(0, await page.Locator(".nhsuk-table__heading:visible, .app-toolbar:visible, .nhsuk-footer:visible").CountAsync());
    }
}
