using System.Security.Claims;
using HwbcPortal.Data.Tenancy;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>Who is signed in in this request; null when nobody is.</summary>
internal sealed class SignedIn
{
    private SignedInPerson? _person;

    /// <summary>Whether somebody is signed in.</summary>
    public bool IsSomebody => _person is not null;

    /// <summary>The person; only where somebody is signed in.</summary>
    public SignedInPerson Person
    {
        get => _person ?? throw new InvalidOperationException("Nobody is signed in.");
        set => _person = value;
    }
}

/// <summary>Turns the cookie's account into a person, and tells the record on whose behalf it reads and writes.</summary>
internal sealed class SignedInMiddleware(RequestDelegate next, SignedInReader reader)
{
    public async Task InvokeAsync(HttpContext context, SignedIn signedIn, Caller caller)
    {
        if (Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var userId))
        {
            var person = await reader.ReadAsync(userId, context.RequestAborted);
            if (person is null)
            {
                await context.SignOutAsync(IdentityConstants.ApplicationScheme);
                context.User = new ClaimsPrincipal(new ClaimsIdentity());
            }
            else
            {
                signedIn.Person = person;
                person.ReadsBy(caller);
            }
        }

        await next(context);
    }
}

/// <summary>Which session a request belongs to.</summary>
internal static class SessionOfRequest
{
    public static Guid? SessionId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(SignInSessions.IdClaim), out var id) ? id : null;
}

/// <summary>Says which operation an action is. Without one an action is open to whoever is signed in and to nobody else.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class RequiresAttribute(Operation operation) : AuthorizeAttribute(PolicyOf(operation))
{
    public Operation Operation { get; } = operation;

    public static string PolicyOf(Operation operation) => $"Operation:{operation}";
}

/// <summary>Some role of the person has the operation; where it reaches is the handler's question.</summary>
internal sealed record OperationRequirement(Operation Operation) : IAuthorizationRequirement;

/// <summary>Answers <see cref="OperationRequirement"/> from the access table.</summary>
internal sealed class OperationHandler(SignedIn signedIn) : AuthorizationHandler<OperationRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, OperationRequirement requirement)
    {
        if (signedIn.IsSomebody && signedIn.Person.MayAnywhere(requirement.Operation))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
