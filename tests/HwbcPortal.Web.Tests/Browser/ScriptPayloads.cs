namespace HwbcPortal.Web.Tests.Browser;

/// <summary>
/// What somebody types to have it run in somebody else's browser. Each calls ran with its number, so that a page says which one ran. What
/// would swallow those after it, in a page that escapes nothing, comes last.
/// </summary>
internal static class ScriptPayloads
{
    public static readonly IReadOnlyList<string> All = Number(
    [
        // Elements of their own.
        "<script>#</script>", "<ScRiPt>#</sCrIpT>", "<script src=\"data:text/javascript,#\"></script>", "<svg onload=#>", "<svg><script>#</script></svg>", "<svg><animate onbegin=# attributeName=x dur=1s>", "<svg><a xlink:href=\"javascript:#\"><text y=20>x</text></a></svg>",
        "<math><mtext><img src=x onerror=#></mtext></math>", "<img src=x onerror=#>", "<img src=x onerror=\"#\">", "<IMG SRC=x OnErRoR=#>", "<img/src=x/onerror=#>", "<video><source onerror=#></video>", "<audio src=x onerror=#></audio>",
        "<body onload=#>", "<iframe srcdoc=\"<script>parent.#</script>\"></iframe>", "<iframe src=\"javascript:parent.#\"></iframe>", "<object data=\"javascript:#\"></object>", "<embed src=\"javascript:#\">", "<details open ontoggle=#>x</details>",
        "<input autofocus onfocus=#>", "<select autofocus onfocus=#></select>", "<marquee onstart=#>x</marquee>", "<a href=\"javascript:#\">x</a>", "<form action=\"javascript:#\"><button>x</button></form>", "<button formaction=\"javascript:#\">x</button>",
        "<meta http-equiv=refresh content=\"0;url=javascript:#\">", "<link rel=stylesheet href=\"javascript:#\">", "<base href=\"javascript:#//\">",
        // Out of an attribute, of a text and of a script.
        "\"><img src=x onerror=#>", "'><img src=x onerror=#>", "\" autofocus onfocus=\"#\" x=\"", "' autofocus onfocus='#' x='", "`><script>#</script>", "</title><script>#</script>", "</textarea><script>#</script>", "</script><script>#</script>", "';#;//",
        // An address, and what a reader might undo.
        "javascript:#", "&lt;script&gt;#&lt;/script&gt;<!--",
    ]);

    /// <summary>All of them in one text, beginning with one.</summary>
    public static string From(int first) => string.Join(' ', All.Skip(first % All.Count).Concat(All.Take(first % All.Count)));

    private static List<string> Number(string[] payloads) => [.. payloads.Select((p, n) => p.Replace("#", $"ran({n})", StringComparison.Ordinal))];
}
