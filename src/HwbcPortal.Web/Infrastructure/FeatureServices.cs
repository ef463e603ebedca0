using System.Reflection;
using FluentValidation;

namespace HwbcPortal.Web.Infrastructure;

/// <summary>Marks a use case: registered once a request, so that an action can name it.</summary>
internal interface IUseCase;

/// <summary>Finds use cases and validators by scanning: adding a feature is adding a file.</summary>
internal static class FeatureServices
{
    public static IServiceCollection AddFeatures(this IServiceCollection services)
    {
        foreach (var type in Assembly.GetExecutingAssembly().GetTypes().Where(t => t is { IsClass: true, IsAbstract: false }))
        {
            if (type.IsAssignableTo(typeof(IUseCase)))
                services.AddScoped(type);
            foreach (var validator in type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IValidator<>)))
                services.AddScoped(validator, type);
        }

        services.AddSingleton<Features.Readiness.KeptAnswers>();
        services.AddSingleton<Features.Policies.ImpactRuns>();
        return services;
    }
}
