using FluentValidation;
using FluentValidation.AspNetCore;
using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Forms;

/// <summary>What becomes of an answer: the one place where failures turn into status codes.</summary>
internal static class FormFlow
{
    private const string Prefix = "Form";

    /// <summary>Shows a page, or says why not.</summary>
    public static IActionResult Page<T>(this Controller controller, Result<T> result, string view) =>
        result.Failure is { } failure ? Answer(controller, failure) : controller.View(view, result.Value);

    /// <summary>Goes on after a button that asks for nothing, or says why not.</summary>
    public static IActionResult GoOn(this Controller controller, Result<Done> result)
    {
        if (result.Failure is { } failure)
            return Answer(controller, failure);
        controller.TempData["Message"] = result.Value!.Message;
        return new SeeOther(result.Value.Location);
    }

    /// <summary>Validates, saves, and goes on; or shows the form again with nothing lost.</summary>
    /// <param name="controller">The controller that got the form.</param>
    /// <param name="form">The form.</param>
    /// <param name="view">The form's view.</param>
    /// <param name="save">Stores it.</param>
    /// <param name="again">Builds the page around the form again.</param>
    public static async Task<IActionResult> SubmitAsync<TForm, TPage>(this Controller controller, TForm form, string view, Func<Task<Result<Done>>> save, Func<Task<Result<TPage>>> again)
        where TForm : PortalForm
    {
        // A double click, or Back and a second Save: the form was accepted, and what it looked at has changed by it since.
        if (await AcceptedAsync(controller, form) is { } accepted)
            return new SeeOther(accepted);
        if (form.Restored)
        {
            controller.ViewData["Restored"] = true;
            return controller.Page(await again(), view);
        }

        var validator = controller.HttpContext.RequestServices.GetService<IValidator<TForm>>();
        if (validator is not null)
        {
            // What a binder has said about a field already (a date that is none) is not said a second time in other words.
            var said = controller.ModelState.Where(e => e.Value!.Errors.Count > 0).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
            var verdict = await validator.ValidateAsync(form, controller.HttpContext.RequestAborted);
            verdict.Errors.RemoveAll(e => said.Contains($"{Prefix}.{e.PropertyName}"));
            verdict.AddToModelState(controller.ModelState, Prefix);
        }

        foreach (var (field, sentence) in NhsNumberStop.In(form))
        {
            var name = $"{Prefix}.{field}";
            if (controller.ModelState.GetFieldValidationState(name) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid)
                controller.ModelState.AddModelError(name, sentence);
        }

        // The page says so above all else, whichever field it stands in.
        controller.ViewData["NhsNumber"] = controller.ModelState.Values.SelectMany(v => v.Errors).Any(e => e.ErrorMessage.Contains("looks like an NHS number", StringComparison.Ordinal));

        var status = StatusCodes.Status422UnprocessableEntity;
        if (controller.ModelState.IsValid)
        {
            var result = await save();
            // Sent twice in one moment: what refuses the second is what the first has just stored.
            if (result.Failure is RuleError or StaleError && await AcceptedAsync(controller, form) is { } meanwhile)
                return new SeeOther(meanwhile);
            switch (result.Failure)
            {
                case null:
                    return controller.GoOn(result);
                case RuleError rule:
                    controller.ModelState.AddModelError(rule.Field.Length == 0 ? "" : $"{Prefix}.{rule.Field}", rule.Sentence);
                    break;
                case ConfirmFirst:
                    status = StatusCodes.Status200OK;
                    break;
                case StaleError:
                    status = StatusCodes.Status409Conflict;
                    break;
                default:
                    return Answer(controller, result.Failure);
            }
        }

        // What a form has seen of what it changes, by the name that all such forms give it.
        var seen = form.GetType().GetProperty("Seen");
        var before = seen?.GetValue(form);
        var page = await again();
        if (page.Failure is { } failure)
            return Answer(controller, failure);
        // A page that shows what stands now has renewed what the form has seen; another one has to be opened again.
        if (status == StatusCodes.Status409Conflict)
            controller.ModelState.AddModelError("", $"Somebody else changed this while you had it open. {(seen is not null && Equals(before, seen.GetValue(form)) ? "Open it again to see what it says now; what you typed stands here until then." : "Look at what it says now, then save again.")}");
        controller.Response.StatusCode = status;
        return controller.View(view, page.Value);
    }

    private static async Task<string?> AcceptedAsync(Controller controller, PortalForm form)
    {
        var services = controller.HttpContext.RequestServices;
        if (services.GetRequiredService<SignedIn>() is not { IsSomebody: true } signedIn)
            return null;
        var userId = signedIn.Person.UserId;
        return await services.GetRequiredService<HwbcDbContext>().FormReceipts.Where(r => r.Key == form.Key && r.UserId == userId).Select(r => r.Location).SingleOrDefaultAsync(controller.HttpContext.RequestAborted);
    }

    private static IActionResult Answer(Controller controller, Failure failure) => failure switch
    {
        NotFoundError => controller.NotFound(),
        ForbiddenError forbidden => Forbidden(controller, forbidden.Sentence),
        // Of a button there is no form to show again.
        StaleError => controller.Conflict(),
        _ => throw new InvalidOperationException($"{failure} belongs to a form."),
    };

    private static ViewResult Forbidden(Controller controller, string sentence)
    {
        controller.Response.StatusCode = StatusCodes.Status403Forbidden;
        return controller.View("Forbidden", sentence);
    }
}

/// <summary>After a form: the browser gets the next page with GET, so that reloading it posts nothing.</summary>
internal sealed class SeeOther(string location) : ActionResult
{
    public override void ExecuteResult(ActionContext context)
    {
        context.HttpContext.RequestServices.GetRequiredService<Microsoft.AspNetCore.Mvc.ViewFeatures.ITempDataDictionaryFactory>().GetTempData(context.HttpContext).Save();
        context.HttpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.HttpContext.Response.Headers.Location = location;
    }
}
