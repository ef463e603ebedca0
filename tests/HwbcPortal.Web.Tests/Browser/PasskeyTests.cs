using System.Net;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>Passkeys, with a device that Chromium plays.</summary>
public sealed class PasskeyTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_passkey_is_made_at_the_first_signing_in_and_signs_in_alone_or_after_the_password()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        var page = await OpenAsync(portal);
        var device = await DeviceAsync(page);
        await page.GotoAsync("/account/sign-in?returnUrl=%2Frules");
        await PasswordAsync(page, "manager");
        await page.FollowAsync("Use a passkey of this device instead");
        Assert.Equal("", await Chromium.AxeAsync(page));
        await page.GetByLabel("Name of the device").FillAsync("");
        await page.PressAsync("Make the passkey");
        await page.SaysAsync("Enter a name");
        await page.GetByLabel("Name of the device").FillAsync("Work laptop");
        await page.PressAsync("Make the passkey");
        await page.SaysAsync("I have kept them");
        var code = (await page.Locator(".app-codes li").AllInnerTextsAsync())[0];
        await page.FollowAsync("I have kept them, go on");
        await page.WaitForURLAsync("**/rules");
        // The key is the device's, and is recorded as made, without itself.
        var entry = await portal.DbAsync(db => db.AuditEntries.Include(e => e.Changes).SingleAsync(e => e.Command == "account.passkey"));
        Assert.Contains(entry.Changes, c => c is { Entity: "Passkey", Kind: "Added" });
        Assert.DoesNotContain(entry.Changes, c => c.Content!.Contains("PublicKey", StringComparison.Ordinal) || c.Content.Contains("CredentialId", StringComparison.Ordinal));

        await SignOutAsync(page);
        await page.GotoAsync("/account/sign-in");
        Assert.Equal("", await Chromium.AxeAsync(page));
        await page.PressAsync("Use a passkey instead");
        await page.WaitForURLAsync("**/readiness*");
        await page.GotoAsync("/account");
        await page.SaysAsync("Chrome on Linux, with a passkey");
        await page.SaysAsync("Work laptop");

        await SignOutAsync(page);
        await page.GotoAsync("/account/sign-in?returnUrl=%2Frules");
        await PasswordAsync(page, "manager");
        await page.SaysAsync("Use your passkey");
        Assert.Equal("", await Chromium.AxeAsync(page));
        await page.PressAsync("Use your passkey");
        await page.WaitForURLAsync("**/rules");

        // Without the device a recovery code opens, and says what is left.
        await SignOutAsync(page);
        await page.GotoAsync("/account/sign-in");
        await PasswordAsync(page, "manager");
        await page.FollowAsync("I do not have my passkey with me");
        await page.GetByLabel("Recovery code").FillAsync(code);
        await page.PressAsync("Go on");
        await page.SaysAsync("9 recovery codes left");

        // Not by somebody who has the device and does not unlock it.
        await SignOutAsync(page);
        await device.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = _authenticator!, ["isUserVerified"] = false });
        await page.GotoAsync("/account/sign-in");
        await page.PressAsync("Use a passkey instead");
        await page.SaysAsync("No passkey was given");
        await device.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = _authenticator!, ["isUserVerified"] = true });

        // Nor once the account is closed.
        await portal.CloseAccountAsync("manager");
        await page.PressAsync("Use a passkey instead");
        await page.SaysAsync("The passkey was not taken");
    }

    /// <summary>Whoever has a passkey alone shows it again before something sensitive, and is back where they were going.</summary>
    [Fact]
    public async Task Before_something_sensitive_a_passkey_shows_again_that_it_is_its_owner()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        var page = await OpenAsync(portal);
        await DeviceAsync(page);
        await FirstPasskeyAsync(page);
        await portal.WaitAsync(TimeSpan.FromMinutes(16));
        await page.GotoAsync("/account");
        await page.FollowAsync("Change your password");
        await page.SaysAsync("Show that it is you");
        Assert.Equal("", await Chromium.AxeAsync(page));
        await page.PressAsync("Use your passkey");
        await page.WaitForURLAsync("**/account/password");
        await page.SaysAsync("You can go on with what you were about to do");
        // For a while nothing asks again, and then it does.
        await page.GotoAsync("/people/new");
        await page.SaysAsync("Invite somebody");
        await portal.WaitAsync(TimeSpan.FromMinutes(16));
        await page.GotoAsync("/people/new");
        await page.SaysAsync("Show that it is you");
        // Back is the account, for whoever does not go on.
        await page.Locator(".nhsuk-back-link").ClickAsync();
        await page.SaysAsync("Where you are signed in");
    }

    [Fact]
    public async Task An_answer_is_taken_once_for_what_was_asked_and_not_when_it_comes_late()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        var page = await OpenAsync(portal);
        var device = await DeviceAsync(page);
        await FirstPasskeyAsync(page);
        await SignOutAsync(page);

        var answer = await AnswerAsync(page);
        using var thief = Browserlike(portal);
        // Of the second step another question was asked, of this account alone.
        await thief.PostAsync(await thief.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(thief, "/account/second-step", answer)).Status);
        var fresh = await thief.GetAsync("/account/sign-in");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(thief, "/account/sign-in", (answer.Credential, fresh.Document.QuerySelector("input[name='Form.State']")!.GetAttribute("value")!))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(thief, "/account/sign-in", (answer.Credential, "made up"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(thief, "/account/sign-in", ("{}", answer.State))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync("/rules")).Status);

        // A device that was asked by a changed page not to look whose hands it is in.
        await device.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = _authenticator!, ["isUserVerified"] = false });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(thief, "/account/sign-in", await AnswerAsync(page, "discouraged"))).Status);
        await device.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = _authenticator!, ["isUserVerified"] = true });

        // Whoever sends a right one first comes in; whoever has seen it and sends it again does not.
        answer = await AnswerAsync(page);
        using var person = Browserlike(portal);
        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(person, "/account/sign-in", answer)).Status);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/rules")).Status);
        // This device counts what it answers; most do not.
        await portal.DbAsync(async db =>
        {
            (await db.UserPasskeys.SingleAsync()).Data.SignCount = 0;
            return await db.SaveChangesAsync();
        });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(thief, "/account/sign-in", answer)).Status);

        answer = await AnswerAsync(page);
        await portal.WaitAsync(Passkeys.Longest);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(thief, "/account/sign-in", answer)).Status);
        answer = await AnswerAsync(page);
        await portal.WaitAsync(Passkeys.Longest - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(thief, "/account/sign-in", answer)).Status);
        Proof.Holds("T12 passkey", "a passkey's answer again, late, to another question, of another account, from a device not unlocked", "8 tries", "0 accepted");
    }

    [Fact]
    public async Task Another_passkey_takes_the_password_and_the_last_way_in_stays()
    {
        await using var running = await Running.StartAskingAsync();
        var portal = running.Portal;
        var page = await OpenAsync(portal);
        var device = await DeviceAsync(page);
        await FirstPasskeyAsync(page);

        await page.GotoAsync("/account/passkeys/new");
        await page.GetByLabel("Your password").FillAsync(PortalFixture.Password);
        await page.PressAsync("Make the passkey");
        await page.SaysAsync("This device has a passkey of your account already");
        await device.SendAsync("WebAuthn.removeVirtualAuthenticator", new() { ["authenticatorId"] = _authenticator! });
        await AddAuthenticatorAsync(device, "usb");
        await page.GetByLabel("Name of the device").FillAsync("Key on my key ring");
        await page.GetByLabel("Your password").FillAsync("not-the-password");
        await page.PressAsync("Make the passkey");
        await page.SaysAsync("This is not your password");
        // Making it took the device's consent already: the next one is made anew.
        await device.SendAsync("WebAuthn.clearCredentials", new() { ["authenticatorId"] = _authenticator! });
        await page.GetByLabel("Your password").FillAsync(PortalFixture.Password);
        await page.PressAsync("Make the passkey");
        await page.SaysAsync("The passkey is made");

        // Somebody else's is not there.
        var others = await page.Locator("a[href*='/account/passkeys/'][href$='/remove']").EvaluateAllAsync<string[]>("links => links.map(l => l.getAttribute('href'))");
        Assert.Equal(2, others.Length);
        using var viewer = portal.Visitor();
        await viewer.SetUpAppAsync("viewer@demo.test", PortalFixture.Password, portal.Time.Now.UtcDateTime);
        Assert.Equal(HttpStatusCode.NotFound, (await viewer.GetAsync(others[0])).Status);

        await page.GotoAsync(others[0]);
        Assert.Equal("", await Chromium.AxeAsync(page));
        await page.GetByLabel("Your password").FillAsync("not-the-password");
        await page.PressAsync("Remove the passkey");
        await page.SaysAsync("This is not your password");
        await page.GetByLabel("Your password").FillAsync(PortalFixture.Password);
        await page.PressAsync("Remove the passkey");
        await page.SaysAsync("The passkey works no longer");
        await page.GotoAsync(others[1]);
        await page.GetByLabel("Your password").FillAsync(PortalFixture.Password);
        await page.PressAsync("Remove the passkey");
        await page.SaysAsync("It is the only way in");
        Assert.Equal(["Passkey Removed"], await portal.DbAsync(db => db.AuditEntries.Where(e => e.Command == "account.passkey-remove").SelectMany(e => e.Changes.Where(c => c.Entity == "Passkey").Select(c => $"{c.Entity} {c.Kind}")).ToListAsync()));
        Assert.Equal(1, await portal.DbAsync(db => db.AuditEntries.CountAsync(e => e.Command == "account.passkey-remove")));
        Assert.Equal("Key on my key ring", Assert.Single(await portal.DbAsync(db => db.UserPasskeys.AsNoTracking().ToListAsync())).Data.Name);
    }

    [Fact]
    public async Task Without_scripts_the_page_says_what_else_there_is()
    {
        await using var running = await Running.StartAskingAsync();
        using var visitor = running.Portal.Visitor();
        await visitor.PostAsync(await visitor.GetAsync("/account/sign-in"), ("Form.Email", "manager@demo.test"), ("Form.Password", PortalFixture.Password));
        var page = await visitor.GetAsync("/account/set-up/passkey");
        Assert.True(page.Document.QuerySelector("form[data-passkey]")!.HasAttribute("hidden"));
        Assert.Contains("Set up an authenticator app instead", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync(page, ("Form.Name", "x"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync(page, ("Form.Name", "x"), ("Form.Credential", "{}"))).Status);
        Assert.Empty(await running.Portal.DbAsync(db => db.UserPasskeys.ToListAsync()));
    }

    private string? _authenticator;

    // Passkeys belong to a name: an address of numbers can have none.
    private static Uri Named(PortalFixture portal) => new($"http://localhost:{portal.Address.Port}");

    // A form that a browser sends says from which address.
    private static Visitor Browserlike(PortalFixture portal)
    {
        var visitor = new Visitor(Named(portal));
        visitor.Client.DefaultRequestHeaders.Add("Origin", Named(portal).GetLeftPart(UriPartial.Authority));
        return visitor;
    }

    private async Task<IPage> OpenAsync(PortalFixture portal)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = Named(portal).ToString(), ViewportSize = new ViewportSize { Width = 390, Height = 844 } });
        return await context.NewPageAsync();
    }

    private async Task<ICDPSession> DeviceAsync(IPage page)
    {
        var device = await page.Context.NewCDPSessionAsync(page);
        await device.SendAsync("WebAuthn.enable");
        await AddAuthenticatorAsync(device);
        return device;
    }

    private async Task AddAuthenticatorAsync(ICDPSession device, string transport = "internal")
    {
        var added = await device.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = transport, ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true },
        });
        _authenticator = added!.Value.GetProperty("authenticatorId").GetString();
    }

    private static async Task PasswordAsync(IPage page, string who)
    {
        await page.GetByLabel("Email address").FillAsync($"{who}@demo.test");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(PortalFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(new System.Text.RegularExpressions.Regex("/account/(set-up|second-step)"));
    }

    /// <summary>The manager signs in for the first time and makes a passkey.</summary>
    private static async Task FirstPasskeyAsync(IPage page)
    {
        await page.GotoAsync("/account/sign-in");
        await PasswordAsync(page, "manager");
        await page.FollowAsync("Use a passkey of this device instead");
        await page.PressAsync("Make the passkey");
        await page.SaysAsync("I have kept them");
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToHaveCountAsync(0);
    }

    /// <summary>What the device answers on the sign-in page, kept from being sent.</summary>
    private static async Task<(string Credential, string State)> AnswerAsync(IPage page, string verification = "required")
    {
        await page.GotoAsync("/account/sign-in");
        return (await page.EvaluateAsync<string>("""
            async (userVerification) => {
              const options = { ...JSON.parse(document.querySelector('form[data-passkey]').dataset.options), userVerification }
              return JSON.stringify((await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON())
            }
            """, verification), await page.Locator("input[name='Form.State']").InputValueAsync());
    }

    /// <summary>The portal's own form with an answer in it; the address is the one that passkeys belong to.</summary>
    private static async Task<Page> PostAsync(Visitor visitor, string path, (string Credential, string State) answer)
    {
        var page = await visitor.GetAsync(path);
        return await visitor.PostAsync(page, ("Form.Credential", answer.Credential), ("Form.State", answer.State));
    }
}
