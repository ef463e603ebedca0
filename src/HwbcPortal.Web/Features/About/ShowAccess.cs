using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;

namespace HwbcPortal.Web.Features.About;

/// <summary>What the page of access is asked for.</summary>
internal sealed record AccessQuery
{
    /// <summary>Part of what can be done.</summary>
    public string? Q { get; init; }

    /// <summary>Only what a role may do.</summary>
    public PortalRole? Role { get; init; }

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Q) || Role is not null;
}

/// <summary>Something that can be done, and by whom.</summary>
internal sealed record AccessRow(Operation Operation, string Words, IReadOnlyList<PortalRole> Roles, bool NeverOnOneself);

internal sealed record AccessPage(AccessQuery Query, IReadOnlyList<(string Group, IReadOnlyList<AccessRow> Rows)> Groups, IReadOnlyList<string> Public, IReadOnlySet<PortalRole> Own);

/// <summary>Who may do what: the same table that lets or does not let, and the endpoints that ask for nobody to be signed in.</summary>
internal sealed class ShowAccess(EndpointDataSource endpoints, SignedIn signedIn) : IUseCase
{
    public AccessPage Handle(AccessQuery query)
    {
        var q = query.Q?.Trim() ?? "";
        var groups = AccessWords.Groups.Select(g => (g.Group, Rows: (IReadOnlyList<AccessRow>)g.Operations.Select(o => RowOf(o.Operation, o.Words)).Where(r => r.Words.Contains(q, StringComparison.OrdinalIgnoreCase) && (query.Role is not { } role || r.Roles.Contains(role))).ToList())).Where(g => g.Rows.Count > 0).ToList();
        var open = endpoints.Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<ControllerActionDescriptor>() is not null && e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(e => $"{e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Single()} {e.RoutePattern.RawText!.TrimStart('/')}").Order(StringComparer.Ordinal).ToList();
        return new AccessPage(query, groups, open, signedIn.Person.Roles.Keys.ToHashSet());
    }

    private static AccessRow RowOf(Operation operation, string words) => new(operation, words, AccessWords.Roles.Select(r => r.Role).Where(r => AccessTable.Allowed[r].Contains(operation)).ToList(), AccessTable.NeverOnOneself.Contains(operation));
}
