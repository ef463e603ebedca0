using System.Globalization;

namespace HwbcPortal.Web.Infrastructure.Components;

/// <summary>The parts of a page around its forms and lists, as nhsuk-frontend marks them up.</summary>
internal static class Summary
{
    private const string ArrowLeft = "<svg class=\"nhsuk-icon nhsuk-icon--arrow-left\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" width=\"16\" height=\"16\" focusable=\"false\" aria-hidden=\"true\"><path d=\"M10.7 6.3c.4.4.4 1 0 1.4L7.4 11H19a1 1 0 0 1 0 2H7.4l3.3 3.3c.4.4.4 1 0 1.4a1 1 0 0 1-1.4 0l-5-5A1 1 0 0 1 4 12c0-.3.1-.5.3-.7l5-5a1 1 0 0 1 1.4 0Z\"/></svg>";
    private const string ArrowRight = "<svg class=\"nhsuk-icon nhsuk-icon--arrow-right\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" width=\"16\" height=\"16\" focusable=\"false\" aria-hidden=\"true\"><path d=\"m14.7 6.3 5 5c.2.2.3.4.3.7 0 .3-.1.5-.3.7l-5 5a1 1 0 0 1-1.4-1.4l3.3-3.3H5a1 1 0 0 1 0-2h11.6l-3.3-3.3a1 1 0 1 1 1.4-1.4Z\"/></svg>";

    /// <summary>What is to be put right, each entry a link to its field.</summary>
    public static Markup Errors(IEnumerable<(string Text, string? Id)> errors) => new Markup()
        .Element("div", Attributes.Class("nhsuk-error-summary").Add("data-module", "nhsuk-error-summary"), s => s.Element("div", Attributes.Of(("role", "alert")), a =>
        {
            a.Element("h2", Attributes.Class("nhsuk-error-summary__heading"), h => h.Text("There is a problem"));
            a.Element("div", Attributes.Class("nhsuk-error-summary__body"), b => b.Element("ul", Attributes.Class("nhsuk-list nhsuk-error-summary__list"), list =>
            {
                foreach (var (text, id) in errors)
                {
                    list.Element("li", Attributes.Of(), li =>
                    {
                        if (id is null)
                            li.Text(text);
                        else
                            li.Element("a", Attributes.Of(("href", $"#{id}")), link => link.Text(text));
                    });
                }
            }));
        }));

    /// <summary>Numbered pages.</summary>
    public static Markup Pagination(int page, int pages, Func<int, string> url) => new Markup()
        .Element("nav", Attributes.Class("nhsuk-pagination nhsuk-pagination--numbered").Add("role", "navigation").Add("aria-label", "Pagination"), nav =>
        {
            if (page > 1)
            {
                nav.Element("a", Attributes.Of(("href", url(page - 1)), ("class", "nhsuk-pagination__previous"), ("rel", "prev")), a => a.Content(new Content(Html: ArrowLeft))
                    .Element("span", Attributes.Class("nhsuk-pagination__title"), t => t.Text("Previous").Element("span", Attributes.Class("nhsuk-u-visually-hidden"), v => v.Text(" page"))));
            }

            nav.Element("ul", Attributes.Class("nhsuk-pagination__list"), list =>
            {
                var last = 0;
                foreach (var number in Enumerable.Range(1, pages).Where(n => n == 1 || n == pages || Math.Abs(n - page) <= 1))
                {
                    if (number > last + 1)
                        list.Element("li", Attributes.Class("nhsuk-pagination__item nhsuk-pagination__item--ellipsis"), li => li.Content(new Content(Html: "&ctdot;")));
                    last = number;
                    var text = number.ToString(CultureInfo.InvariantCulture);
                    list.Element("li", Attributes.Class("nhsuk-pagination__item", number == page ? "nhsuk-pagination__item--current" : null), li => li.Element("a",
                        Attributes.Class("nhsuk-pagination__link").Add("href", url(number)).Add("aria-label", $"Page {text}").Add("aria-current", number == page ? "page" : null), a => a.Text(text)));
                }
            });
            if (page < pages)
            {
                nav.Element("a", Attributes.Of(("href", url(page + 1)), ("class", "nhsuk-pagination__next"), ("rel", "next")),
                    a => a.Element("span", Attributes.Class("nhsuk-pagination__title"), t => t.Text("Next").Element("span", Attributes.Class("nhsuk-u-visually-hidden"), v => v.Text(" page"))).Content(new Content(Html: ArrowRight)));
            }
        });
}
