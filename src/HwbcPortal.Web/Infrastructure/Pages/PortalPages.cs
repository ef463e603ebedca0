using System.Reflection;
using HwbcPortal.Web.Features.Privacy;
using HwbcPortal.Web.Infrastructure.ModelBinding;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace HwbcPortal.Web.Infrastructure.Pages;

/// <summary>MVC as the portal uses it.</summary>
internal static class PortalPages
{
    public static void AddPortalPages(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<SignedInHeader>();
        services.AddControllersWithViews(mvc =>
            {
                mvc.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
                mvc.Filters.Add<AskForNotice>();
                mvc.ModelBinderProviders.Insert(0, new DateOnlyBinderProvider());
                // Whom and what an action is about stands in its address: a field of the same name that is posted besides does not replace it.
                var route = mvc.ValueProviderFactories.OfType<Microsoft.AspNetCore.Mvc.ModelBinding.RouteValueProviderFactory>().Single();
                mvc.ValueProviderFactories.Remove(route);
                mvc.ValueProviderFactories.Insert(0, route);
                var query = mvc.ValueProviderFactories.OfType<Microsoft.AspNetCore.Mvc.ModelBinding.QueryStringValueProviderFactory>().Single();
                mvc.ValueProviderFactories.Remove(query);
                mvc.ValueProviderFactories.Insert(1, query);
                // A missing value is a matter of each form's validator, which has better words.
                mvc.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                mvc.ModelBindingMessageProvider.SetValueMustBeANumberAccessor(name => $"{name} must be a number");
                mvc.ModelBindingMessageProvider.SetAttemptedValueIsInvalidAccessor((value, name) => $"{name}: \"{value}\" cannot be used");
                mvc.ModelBindingMessageProvider.SetValueMustNotBeNullAccessor(_ => "Enter or select a value");
            })
            .ConfigureApplicationPartManager(parts => parts.FeatureProviders.Add(new InternalControllers()))
            .AddRazorOptions(razor => razor.ViewLocationExpanders.Add(new FeatureViews()));
    }

    /// <summary>Controllers are internal like everything else in this project.</summary>
    private sealed class InternalControllers : ControllerFeatureProvider
    {
        protected override bool IsController(TypeInfo typeInfo) => typeInfo is { IsClass: true, IsAbstract: false, IsNotPublic: true } && typeof(Controller).IsAssignableFrom(typeInfo);
    }
}
