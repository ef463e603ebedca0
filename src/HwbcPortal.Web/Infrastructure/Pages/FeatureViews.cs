using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Razor;

namespace HwbcPortal.Web.Infrastructure.Pages;

/// <summary>A view lives in its feature's folder, beside the controller and the use cases; what all share in Features/Shared.</summary>
internal sealed class FeatureViews : IViewLocationExpander
{
    public void PopulateValues(ViewLocationExpanderContext context) =>
        context.Values["feature"] = context.ActionContext.ActionDescriptor is ControllerActionDescriptor action ? action.ControllerTypeInfo.Namespace!.Split('.')[^1] : "Shared";

    public IEnumerable<string> ExpandViewLocations(ViewLocationExpanderContext context, IEnumerable<string> viewLocations) =>
        [$"/Features/{context.Values["feature"]}/{{0}}.cshtml", "/Features/Shared/{0}.cshtml"];
}
