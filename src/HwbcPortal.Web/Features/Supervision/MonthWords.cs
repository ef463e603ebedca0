using HwbcPortal.Domain.Supervision;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>What a month of supervision is called, and the style of its cell.</summary>
internal static class MonthWords
{
    public static string Of(SupervisionMonth month) => month.State switch
    {
        SupervisionState.Met => "Done",
        SupervisionState.Excused => month.Excused switch { ExcusedBecause.FirstMonth => "Excused: first month", ExcusedBecause.Away => "Excused: away", _ => "Excused: part of a month" },
        SupervisionState.Booked => "Booked",
        SupervisionState.Due => "Due by the end of the month",
        SupervisionState.Part => "Under way",
        SupervisionState.ToCome => "To come",
        SupervisionState.OpenForLateEntry => "Open for late entry",
        _ => month.Minutes > 0 ? "Not a full hour" : "No session",
    };

    /// <summary>The minutes of a cell: what was reached, or what of what.</summary>
    public static string Minutes(SupervisionMonth month) => month.State == SupervisionState.Excused && month.Minutes == 0 ? "" : month.State == SupervisionState.Met ? $"{month.Minutes}" : $"{month.Minutes} of {month.Required}";

    /// <summary>The word of a cell.</summary>
    public static string Short(SupervisionMonth month) => month.State switch
    {
        SupervisionState.Met => "done",
        SupervisionState.Excused => month.Excused switch { ExcusedBecause.FirstMonth => "first month", ExcusedBecause.Away => "leave", _ => "part month" },
        SupervisionState.Booked => "booked",
        SupervisionState.Due => "due",
        SupervisionState.Part => "under way",
        SupervisionState.ToCome => "to come",
        SupervisionState.OpenForLateEntry => "late entry open",
        _ => "missed",
    };

    public static string Style(SupervisionMonth month) => month.State switch
    {
        SupervisionState.Met => "met",
        SupervisionState.Excused => "excused",
        SupervisionState.Booked or SupervisionState.Part => "part",
        SupervisionState.Missed => "none",
        _ => "due",
    };
}
