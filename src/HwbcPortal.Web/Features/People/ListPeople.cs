using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.People;

/// <summary>How an account stands.</summary>
internal enum AccountState
{
    Active,
    Invited,
    NoSecondStep,
    LockedOut,
    Closed,
}

/// <summary>What the list is asked for; all of it in the address.</summary>
internal sealed record PeopleQuery
{
    public const int PageSize = 25;

    /// <summary>Part of a name, a reference or an email address.</summary>
    public string? Q { get; init; }

    public AccountState? State { get; init; }

    /// <summary>Those who have this role today or later.</summary>
    public PortalRole? Role { get; init; }

    /// <summary>Those who have a role at this PCN today or later.</summary>
    public string? Pcn { get; init; }

    public int Page { get; init; } = 1;

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || State is not null || Role is not null || Pcn is not null;

    public string Url()
    {
        var query = new QueryBuilder();
        if (!string.IsNullOrWhiteSpace(Q))
            query.Add("q", Q);
        if (State is { } state)
            query.Add("state", state.ToString());
        if (Role is { } role)
            query.Add("role", role.ToString());
        if (Pcn is not null)
            query.Add("pcn", Pcn);
        if (Page > 1)
            query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "/people" + query.ToQueryString();
    }
}

/// <summary>The flags that an account's state follows from.</summary>
internal sealed record AccountFlags(bool IsClosed, bool HasPassword, bool HasSecondStep, bool IsLockedOut)
{
    public AccountState State(bool asksForSecondStep) =>
        IsClosed ? AccountState.Closed : !HasPassword ? AccountState.Invited : IsLockedOut ? AccountState.LockedOut : asksForSecondStep && !HasSecondStep ? AccountState.NoSecondStep : AccountState.Active;
}

/// <summary>A role that holds today, or will.</summary>
internal sealed record HeldRole(PortalRole Role, string? Pcn, DateOnly From, DateOnly? To);

internal sealed record PersonRow(Guid UserId, string Name, string Reference, string Email, AccountState State, IReadOnlyList<HeldRole> Roles);

/// <param name="Query">What was asked for.</param>
/// <param name="Today">Today.</param>
/// <param name="Rows">The rows of the page.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Pcns">The PCNs that can be filtered by.</param>
/// <param name="AsksForSecondStep">Whether signing in takes a second step here.</param>
/// <param name="Resets">How many resets of a second step wait for this reader.</param>
internal sealed record PeoplePage(PeopleQuery Query, DateOnly Today, IReadOnlyList<PersonRow> Rows, int Total, IReadOnlyList<PcnName> Pcns, bool AsksForSecondStep, int Resets)
{
    public int Pages => Math.Max(1, (Total + PeopleQuery.PageSize - 1) / PeopleQuery.PageSize);
}

/// <summary>The accounts that somebody keeps.</summary>
internal sealed class ListPeople(HwbcDbContext db, PeopleAccess access, FactorResets resets, SecondFactorPolicy second, UkClock clock) : IUseCase
{
    public async Task<Result<PeoplePage>> HandleAsync(PeopleQuery query, CancellationToken cancellation)
    {
        var today = clock.Today;
        var pcns = await access.PcnsAsync(cancellation);
        Guid? pcnId = query.Pcn is null ? null : pcns.FirstOrDefault(p => p.Code == query.Pcn)?.Id;
        if (query.Pcn is not null && pcnId is null)
            return new NotFoundError();
        var accounts = access.Accounts().AsNoTracking();
        if (!string.IsNullOrWhiteSpace(query.Q))
        {
            var pattern = LikePattern.Containing(query.Q);
            accounts = accounts.Where(u => EF.Functions.Like(u.Person!.Name, pattern, LikePattern.Escape) || EF.Functions.Like(u.Person.Reference, pattern, LikePattern.Escape) || EF.Functions.Like(u.Email!, pattern, LikePattern.Escape));
        }

        var visible = pcns.Select(p => p.Id).ToList();
        if (query.Role is { } role)
            accounts = accounts.Where(u => u.Memberships.Any(m => m.Role == role && (m.PcnId == null || visible.Contains(m.PcnId.Value)) && (m.To == null || m.To >= today)));
        if (pcnId is { } id)
            accounts = accounts.Where(u => u.Memberships.Any(m => m.PcnId == id && (m.To == null || m.To >= today)));
        if (query.State is { } state)
            accounts = InState(accounts, state);

        var total = await accounts.CountAsync(cancellation);
        var page = query.Page < 1 || (query.Page - 1L) * PeopleQuery.PageSize >= total ? 1 : query.Page;
        var open = resets.Open();
        var rows = await accounts.OrderBy(u => u.Person!.Name).ThenBy(u => u.Id).Skip((page - 1) * PeopleQuery.PageSize).Take(PeopleQuery.PageSize)
            .Select(u => new
            {
                u.Id, u.Person!.Name, u.Person.Reference, u.Email,
                Flags = new AccountFlags(u.DeactivatedUtc != null, u.PasswordHash != null, db.Authenticators.Any(a => a.UserId == u.Id && a.ConfirmedUtc != null) || db.UserPasskeys.Any(p => p.UserId == u.Id), open.Any(r => r.UserId == u.Id)),
                Roles = u.Memberships.Where(m => (m.To == null || m.To >= today) && (m.PcnId == null || visible.Contains(m.PcnId.Value))).OrderBy(m => m.From).ThenBy(m => m.Id).Select(m => new HeldRole(m.Role, m.Pcn!.Name, m.From, m.To)).ToList(),
            }).ToListAsync(cancellation);
        return new PeoplePage(query with { Page = page }, today, rows.ConvertAll(r => new PersonRow(r.Id, r.Name, r.Reference, r.Email!, r.Flags.State(second.IsAsked), r.Roles)), total, pcns, second.IsAsked, await resets.WaitingAsync(cancellation));
    }

    private IQueryable<PortalUser> InState(IQueryable<PortalUser> accounts, AccountState state)
    {
        var open = resets.Open();
        if (state == AccountState.Closed)
            return accounts.Where(u => u.DeactivatedUtc != null);
        accounts = accounts.Where(u => u.DeactivatedUtc == null);
        if (state == AccountState.Invited)
            return accounts.Where(u => u.PasswordHash == null);
        accounts = accounts.Where(u => u.PasswordHash != null);
        if (state == AccountState.LockedOut)
            return accounts.Where(u => open.Any(r => r.UserId == u.Id));
        accounts = accounts.Where(u => !open.Any(r => r.UserId == u.Id));
        var isWithout = state == AccountState.NoSecondStep;
        return second.IsAsked || isWithout
            ? accounts.Where(u => (db.Authenticators.Any(a => a.UserId == u.Id && a.ConfirmedUtc != null) || db.UserPasskeys.Any(p => p.UserId == u.Id)) != isWithout)
            : accounts;
    }
}

/// <summary>What the states of an account are called.</summary>
internal static class AccountWords
{
    public static StatusTag Of(AccountState state) => state switch
    {
        AccountState.Active => new("Active", "green"),
        AccountState.Invited => new("Invited, not registered yet", "yellow"),
        AccountState.NoSecondStep => new("Second step to set up", "yellow"),
        AccountState.LockedOut => new("Locked out, reset asked for", "orange"),
        _ => new("Deactivated", "grey"),
    };
}
